import type { EnqueueAnswer, JobInput } from '../interface/steps.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { isMarketoError, isUnknownJob, orLimit } from './limits.ts';

/**
 * Enqueues the job: the moment it is paid for. "Already queued" is success: an earlier answer was lost.
 * Once sent, the call runs to its end, so that its outcome is known before a cancel goes on.
 */
export function enqueueJobActivity({ marketo }: Pick<Dependencies, 'marketo'>) {
  return defineActivity<JobInput, EnqueueAnswer>('beforePaying', ({ exportId }, { signal }) => {
    return orLimit(async () => {
      try {
        await marketo.enqueueExport(exportId, { signal });
        return { answer: 'queued' };
      } catch (error) {
        return refusal(error);
      }
    });
  });
}

function refusal(error: unknown): EnqueueAnswer {
  if (isMarketoError(error, 'alreadyQueued')) return { answer: 'queued' };
  if (isMarketoError(error, 'queueFull')) return { answer: 'queueFull', message: error.message };
  // Cancelled, lapsed or unknown: the job's status tells which.
  if (isUnknownJob(error)) return { answer: 'gone', message: error.message };
  throw error;
}
