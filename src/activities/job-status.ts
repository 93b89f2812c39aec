import type { StatusAnswer, StatusInput } from '../interface/steps.ts';
import { clientOf } from './client-of.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { findJob } from './find-job.ts';
import { orLimit } from './limits.ts';

/** Asks for the job once. Marketo refreshes the answer at most every 60 s (contract §2.5). */
export function jobStatusActivity(parts: Pick<Dependencies, 'marketo' | 'hostName'>) {
  return defineActivity<StatusInput, StatusAnswer>('afterPaying', ({ exportId, run }, { signal }) =>
    orLimit(async () => {
      const found = await findJob(clientOf(parts, run), exportId, signal);
      return found.found
        ? { answer: 'job', job: found.job, nowMs: found.nowMs }
        : { answer: 'gone', message: found.message };
    }),
  );
}
