import type { ExtractProgress } from '../../client/progress.ts';

/** What keeps an extraction from going on, and what to do about it. */
export function alertOf(progress: ExtractProgress, startWorker: string): string | undefined {
  if (progress.unreachableSince !== undefined) {
    const since = progress.unreachableSince.toISOString().slice(11, 19);
    return `Temporal has not answered since ${since}Z; trying on (the extraction is safe there)`;
  }
  return progress.workerSeen ? undefined : noWorkerText(progress.taskQueue, startWorker);
}

/** Nothing polls the queue, or with Worker Versioning nothing of the version that gets work. */
export function noWorkerText(taskQueue: string, startWorker: string): string {
  return (
    `No worker takes work from task queue "${taskQueue}", so nothing goes on. Start one: ${startWorker}. ` +
    'If one is up, doctor tells why'
  );
}
