/**
 * The states of a Marketo export job (contract §2.4). Marketo writes both `Cancelled` and `Canceled`, in more
 * than one case, so a state is compared by its letters, not by its spelling.
 */
export type JobState =
  'Created' | 'Queued' | 'Processing' | 'Completed' | 'Failed' | 'Cancelled' | 'Unknown';

const STATES: ReadonlyMap<string, JobState> = new Map([
  ['created', 'Created'],
  ['queued', 'Queued'],
  ['processing', 'Processing'],
  ['completed', 'Completed'],
  ['failed', 'Failed'],
]);

/** Marketo's word → its state; `Unknown` for a word that no document knows, which never counts as done. */
export function parseJobState(word: string): JobState {
  const lower = word.trim().toLowerCase();
  // One l, two, or none of the ending: all are written. Any other state is the whole word, so that a new one like
  // "Completed with errors" is not taken for the end.
  if (lower.startsWith('cancel')) return 'Cancelled';
  return STATES.get(lower) ?? 'Unknown';
}

/** True when the job will never change again. */
export function isTerminal(state: JobState): boolean {
  return state === 'Completed' || state === 'Failed' || state === 'Cancelled';
}
