import { sleep } from '@temporalio/activity';
import type { CancelAnswer, JobInput } from '../interface/steps.ts';
import type { ExportJob, MarketoClient } from '../marketo/types.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { isMarketoError } from './limits.ts';

/** Status refreshes to wait for when Marketo refuses a cancel without saying what the job became. */
const REFRESHES = 2;

/** Cancels the job at Marketo and says what came of it. Repeating it is harmless. */
export function cancelJobActivity({ marketo }: Pick<Dependencies, 'marketo'>) {
  return defineActivity<JobInput, CancelAnswer>(
    'afterPaying',
    async ({ exportId, run }, { signal }) => {
      try {
        const { value: job } = await marketo.cancelExport(exportId, { signal });
        if (job.state !== 'Completed' && job.state !== 'Failed') return { outcome: 'cancelled' };
        return endedAs(job);
      } catch (error) {
        if (!isMarketoError(error, 'invalid', 'notFound')) throw error;
        return await outcomeOfRefusal(
          marketo,
          exportId,
          run.policy.pollIntervalMs,
          error.message,
          signal,
        );
      }
    },
  );
}

async function outcomeOfRefusal(
  marketo: MarketoClient,
  exportId: string,
  refreshMs: number,
  refusal: string,
  signal: AbortSignal,
): Promise<CancelAnswer> {
  for (let refresh = 0; ; refresh += 1) {
    const job = await statusOrGone(marketo, exportId, signal);
    if (job === 'gone') return { outcome: 'alreadyEnded', reason: 'Marketo does not know the job' };
    const ended = endedAs(job);
    if (ended.outcome !== 'notCancelled') return ended;
    if (refresh === REFRESHES) {
      return { outcome: 'notCancelled', reason: `${refusal} (the job is ${job.stateText})` };
    }
    await sleep(refreshMs);
  }
}

async function statusOrGone(marketo: MarketoClient, exportId: string, signal: AbortSignal) {
  try {
    return (await marketo.exportStatus(exportId, { signal })).value;
  } catch (error) {
    if (isMarketoError(error, 'notFound', 'invalid')) return 'gone' as const;
    throw error;
  }
}

function endedAs(job: ExportJob): CancelAnswer {
  switch (job.state) {
    case 'Completed':
      return {
        outcome: 'alreadyCompleted',
        reason: 'the export had completed; its quota is spent',
      };
    case 'Failed':
      return { outcome: 'alreadyEnded', reason: job.errorMsg ?? 'the job had failed' };
    case 'Cancelled':
      return { outcome: 'cancelled' };
    default:
      return { outcome: 'notCancelled' };
  }
}
