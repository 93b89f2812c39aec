import type { EnqueueAnswer, JobInput } from '../interface/steps.ts';
import { MarketoError } from '../marketo/errors.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { orLimit } from './limits.ts';

/**
 * Enqueues the job: the moment it is paid for. "Already queued" is success: an earlier answer was lost.
 * The call ignores the abort signal, so that its outcome is known before a cancel goes on.
 */
export function enqueueJobActivity({ marketo }: Pick<Dependencies, 'marketo'>) {
  return defineActivity<JobInput, EnqueueAnswer>('beforePaying', ({ exportId }, { signal }) => {
    signal.throwIfAborted();
    return orLimit(async () => {
      try {
        await marketo.enqueueExport(exportId);
        return { answer: 'queued' };
      } catch (error) {
        return refusal(error);
      }
    });
  });
}

function refusal(error: unknown): EnqueueAnswer {
  if (error instanceof MarketoError) {
    switch (error.kind) {
      case 'alreadyQueued':
        return { answer: 'queued' };
      case 'queueFull':
        return { answer: 'queueFull', message: error.message };
      case 'invalid':
      case 'notFound':
        // 1003 or 610: cancelled, lapsed or unknown. The job's status tells which.
        return { answer: 'gone', message: error.message };
      default:
    }
  }
  throw error;
}
