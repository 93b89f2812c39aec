/** What a refresh has completed holds nothing of before it. */
import type { Evidence } from '../evidence.ts';
import type { Breach } from './breach.ts';
import { createdAt } from './paid-once.ts';

export function checkRefreshed({
  refreshes,
  published,
  jobs,
}: Pick<Evidence, 'refreshes' | 'published' | 'jobs'>): Breach[] {
  return refreshes
    .filter(({ completed }) => completed)
    .flatMap(({ dataset, before }) =>
      published
        .filter((file) => file.dataset === dataset)
        .filter(({ exportId }) => {
          const job = jobs.find((each) => each.exportId === exportId);
          return job === undefined || createdAt(job) < before;
        })
        .map(({ dataPath }) => ({
          promise: 'refresh',
          what: `${dataPath} is of a job from before ${before}, when a refresh that completed began`,
        })),
    );
}
