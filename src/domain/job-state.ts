/**
 * The states of a Marketo export job (contract §2.4). Marketo writes both `Cancelled` and `Canceled`, in more
 * than one case, so a state is compared by its letters, not by its spelling.
 */
export type JobState =
  'Created' | 'Queued' | 'Processing' | 'Completed' | 'Failed' | 'Cancelled' | 'Unknown';

const STATES: readonly (readonly [prefix: string, state: JobState])[] = [
  ['created', 'Created'],
  ['queued', 'Queued'],
  ['processing', 'Processing'],
  ['completed', 'Completed'],
  ['failed', 'Failed'],
  ['cancel', 'Cancelled'],
];

/** Marketo's word → its state; `Unknown` for a word that no document knows, which never counts as done. */
export function parseJobState(word: string): JobState {
  const lower = word.trim().toLowerCase();
  return STATES.find(([prefix]) => lower.startsWith(prefix))?.[1] ?? 'Unknown';
}

/** True when the job will never change again. */
export function isTerminal(state: JobState): boolean {
  return state === 'Completed' || state === 'Failed' || state === 'Cancelled';
}
