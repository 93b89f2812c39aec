import type { JobInput, StatusAnswer } from '../interface/steps.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { isMarketoError, orLimit } from './limits.ts';

/** Asks for the job once. Marketo refreshes the answer at most every 60 s (contract §2.5). */
export function jobStatusActivity({ marketo }: Pick<Dependencies, 'marketo'>) {
  return defineActivity<JobInput, StatusAnswer>('afterPaying', ({ exportId }, { signal }) =>
    orLimit(async () => {
      try {
        const { value: job, serverTimeMs } = await marketo.exportStatus(exportId, { signal });
        return { answer: 'job', job, nowMs: serverTimeMs };
      } catch (error) {
        if (!isMarketoError(error, 'notFound', 'invalid')) throw error;
        return { answer: 'gone', message: error.message };
      }
    }),
  );
}
