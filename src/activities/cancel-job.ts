import { sleep } from '@temporalio/activity';
import type { CancelAnswer, JobInput, JobOutcome } from '../interface/steps.ts';
import type { ExportJob, MarketoClient } from '../marketo/types.ts';
import { clientOf } from './client-of.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { findJob } from './find-job.ts';
import { isMarketoError, orLimit } from './limits.ts';

/** Status refreshes to wait for when Marketo does not say what the job has become. */
const REFRESHES = 2;
/** Marketo refreshes a status at most this often (contract §2.5). */
const REFRESH_MS = 60_000;

/** Cancels the job at Marketo and says what came of it. Repeating it is harmless. */
export function cancelJobActivity(parts: Pick<Dependencies, 'marketo' | 'hostName'>) {
  return defineActivity<JobInput, CancelAnswer>('afterPaying', ({ exportId, run }, { signal }) =>
    orLimit(async () => {
      const marketo = clientOf(parts, run);
      const refusal = await askToCancel(marketo, exportId, signal);
      if (refusal === undefined) return { answer: 'outcome', outcome: 'cancelled' };
      const refreshMs = Math.min(run.policy.pollIntervalMs, REFRESH_MS);
      return await seenOutcome(marketo, exportId, refusal, refreshMs, signal);
    }),
  );
}

/** Undefined when Marketo's own answer shows the job cancelled; else its words, and the status has to tell. */
async function askToCancel(
  marketo: MarketoClient,
  exportId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { value: job } = await marketo.cancelExport(exportId, { signal });
    return job.state === 'Cancelled' ? undefined : `Marketo answered that it is ${job.stateText}`;
  } catch (error) {
    if (!isMarketoError(error, 'invalid', 'notFound', 'queueFull', 'alreadyQueued')) throw error;
    return error.message;
  }
}

/** Only a job that was seen in its last state has ended: whatever else may still cost quota. */
async function seenOutcome(
  marketo: MarketoClient,
  exportId: string,
  refusal: string,
  refreshMs: number,
  signal: AbortSignal,
): Promise<JobOutcome> {
  let lastSeen: ExportJob | undefined;
  for (let refresh = 0; ; refresh += 1) {
    const found = await findJob(marketo, exportId, signal);
    if (found.found) lastSeen = found.job;
    const ended = found.found ? endedAs(found.job) : undefined;
    if (ended !== undefined) return ended;
    if (refresh === REFRESHES) return lastSeen ? notCancelled(refusal, lastSeen) : UNKNOWN;
    await sleep(refreshMs);
  }
}

/** Unknown at every refresh: that may be a hiccup of Marketo's, and the job alive. */
const UNKNOWN: JobOutcome = {
  answer: 'outcome',
  outcome: 'notCancelled',
  reason: 'Marketo does not know the job at the moment; its claim is kept',
};

function notCancelled(refusal: string, { stateText }: ExportJob): JobOutcome {
  const reason = `${refusal} (the job is ${stateText})`;
  return { answer: 'outcome', outcome: 'notCancelled', reason };
}

function endedAs(job: ExportJob): JobOutcome | undefined {
  switch (job.state) {
    case 'Completed':
      return {
        answer: 'outcome',
        outcome: 'alreadyCompleted',
        reason: 'the export had completed; its quota is spent',
      };
    case 'Failed':
      return {
        answer: 'outcome',
        outcome: 'alreadyEnded',
        reason: job.errorMsg ?? 'the job had failed',
      };
    case 'Cancelled':
      return { answer: 'outcome', outcome: 'cancelled' };
    default:
      return undefined;
  }
}
