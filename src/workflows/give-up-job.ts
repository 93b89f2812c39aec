/** Jobs of which nothing will come: given up, and replaced where the budget allows it. */
import { ApplicationFailure } from '@temporalio/workflow';
import { FAILURE, type FailureType } from '../interface/names.ts';
import type { ReleaseAnswer } from '../interface/steps.ts';
import type { ExportJob } from '../marketo/types.ts';
import { withoutDoubt } from './doubt.ts';
import { halved } from './halve-window.ts';
import { waitForJob } from './wait-for-job.ts';
import type { WindowRun } from './window-run.ts';
import type { JobClaim, StateOf, WindowState } from './window-state.ts';

type Polling = StateOf<'poll'>;

/**
 * Seen Created for long enough: nothing was bought, and nobody shall wait for this job. Cancelled first, so that
 * no attempt to enqueue it that is still under way somewhere can buy it once the claim is gone.
 */
export async function giveUpRefusedJob(
  run: WindowRun,
  state: Polling,
  refusal: string,
): Promise<WindowState> {
  const left = await cancelUnbought(run, state, `Marketo does not enqueue the job: ${refusal}`);
  if (left !== undefined) return left;
  throw ApplicationFailure.nonRetryable(
    `Marketo does not enqueue job ${state.claim.exportId}: ${refusal}. Nothing was exported; start the same request ` +
      'again once the reason is gone.',
    FAILURE.marketoRefused,
  );
}

/** A job that was never enqueued makes room for another run's window. */
export async function giveWayToOverlap(
  run: WindowRun,
  state: Omit<Polling, 'phase'>,
  done: WindowState,
): Promise<WindowState> {
  const polling = { phase: 'poll', ...state } as const;
  return (await cancelUnbought(run, polling, 'another window overlaps')) ?? done;
}

/** Refusals to enqueue or to cancel after which the job is left as it is, with its claim. */
const LAST_CANCEL = 4;

/** Answers how to go on when the job could not be seen to its end: it may have been bought meanwhile. */
async function cancelUnbought(
  run: WindowRun,
  state: Polling,
  reason: string,
): Promise<WindowState | undefined> {
  const { exportId } = state.claim;
  if (await hasGoneOn(run, state.claim)) return { phase: 'look', budget: state.budget };
  const answer = await run.activities.afterPaying.cancelJob({ ...run.input, exportId });
  if (answer.answer !== 'outcome') {
    await run.waitOut(answer, { phase: 'queued' });
    return state;
  }
  if (answer.outcome === 'cancelled' || answer.outcome === 'alreadyEnded') {
    await giveUpClaim(run, state, reason);
    return undefined;
  }
  const { refusal, refusals = 0 } = state.poll;
  if (answer.outcome === 'alreadyCompleted') return { ...state, poll: withoutDoubt(state.poll) };
  const words = answer.reason ?? 'Marketo gives no reason';
  if (refusals >= LAST_CANCEL) {
    throw ApplicationFailure.nonRetryable(
      `Marketo does not cancel job ${exportId}. Its claim is kept: the same request goes on with it. ${reason}; ${words}`,
      FAILURE.marketoRefused,
    );
  }
  const waitingFor = `Marketo to cancel the job, for ${reason}`;
  await run.wait(run.policy.pollIntervalMs, waitingFor, { phase: 'queued', note: words });
  const left = { refusals: refusals + 1, ...(refusal === undefined ? {} : { refusal }) };
  return { ...state, poll: { ...withoutDoubt(state.poll), ...left } };
}

export async function onCancelled(run: WindowRun, state: Polling): Promise<WindowState> {
  const { budget, claim, poll } = state;
  if (poll.gaveUp) return await replaceJob(run, state, FAILURE.jobStuck, stuckIn('one state'));
  // Another workflow of this run, from before a reset, may have given the job up and gone on already.
  if (!claim.adopted && (await hasGoneOn(run, claim))) return { phase: 'look', budget };
  await giveUpClaim(run, state, 'the job was cancelled at Marketo');
  if (claim.adopted) return { phase: 'look', budget };
  throw ApplicationFailure.nonRetryable(
    `Marketo says that job ${claim.exportId} was cancelled, and not by this run: somebody else did it. ` +
      'Start the same request again to export the window anew.',
    FAILURE.jobCancelledAtMarketo,
  );
}

/** True when the window is not this workflow's by this claim any more: then it neither cancels nor fails. */
async function hasGoneOn(run: WindowRun, { exportId, generation }: JobClaim): Promise<boolean> {
  const found = await run.activities.afterPaying.findWindow({ ...run.input, paid: true });
  const stands = found.answer === 'claimed' && found.exportId === exportId;
  return !(stands && found.generation === generation);
}

function stuckIn(stateText: string): string {
  return `The job was in ${stateText} for longer than the job time-out and was cancelled`;
}

export async function giveUpStuckJob(
  run: WindowRun,
  state: Polling,
  job: ExportJob,
): Promise<WindowState> {
  if (await hasGoneOn(run, state.claim)) return { phase: 'look', budget: state.budget };
  const given = { ...state, poll: { ...state.poll, gaveUp: true } };
  const answer = await run.activities.afterPaying.cancelJob({
    ...run.input,
    exportId: state.claim.exportId,
  });
  if (answer.answer !== 'outcome') {
    await run.waitOut(answer, { phase: 'processing' });
    return given;
  }
  switch (answer.outcome) {
    case 'cancelled':
    case 'alreadyEnded':
      return await replaceJob(run, given, FAILURE.jobStuck, stuckIn(job.stateText));
    case 'alreadyCompleted':
      return given; // the next status shows the file's facts
    case 'notCancelled':
      return await onNotCancelled(run, given, job, state.poll.gaveUp, answer.reason);
  }
}

/** A job in Processing may still deliver; one whose state nobody can read would be waited for without end. */
async function onNotCancelled(
  run: WindowRun,
  state: Polling,
  job: ExportJob,
  again: boolean,
  reason = 'Marketo gives no reason',
): Promise<WindowState> {
  if (job.state === 'Unknown' && again) {
    throw ApplicationFailure.nonRetryable(
      `Marketo says that job ${job.exportId} is ${job.stateText}, which no document of it knows, for longer than the job ` +
        `time-out, and does not cancel it: ${reason}. Its claim is kept: the same request looks at it again.`,
      FAILURE.jobStuck,
    );
  }
  const note = `past the job time-out, and not to be cancelled: ${reason}`;
  return await waitForJob(run, state, job, note);
}

/** The old job was seen terminal or unknown: a new generation may be bought, within the budget. */
export async function replaceJob(
  run: WindowRun,
  state: Polling,
  type: FailureType,
  message: string,
): Promise<WindowState> {
  const { budget, claim, poll } = state;
  // Another workflow has the job by now: what becomes of the window is its affair.
  const { released, published = false } = await giveUpClaim(run, state, message);
  if (!released) return { phase: 'look', budget, known: { claim, poll } };
  // Halves would overlap the file that is to be exported anew.
  const halves = published ? undefined : halved(run, budget, type, message);
  if (halves !== undefined) return halves;
  if (budget.replacements === 0) {
    throw ApplicationFailure.nonRetryable(
      `${message} (job ${claim.exportId}; its replacements are used up)`,
      type,
    );
  }
  return { phase: 'look', budget: { ...budget, replacements: budget.replacements - 1 } };
}

async function giveUpClaim(
  run: WindowRun,
  { claim }: Polling,
  reason: string,
): Promise<ReleaseAnswer> {
  const { exportId, generation } = claim;
  const { releaseClaim, discardStaged } = run.activities.afterPaying;
  const answer = await releaseClaim({ ...run.input, after: generation, reason });
  // Otherwise another run has taken the job over, and what is staged may be its own.
  if (answer.released) await discardStaged({ ...run.input, exportId });
  return answer;
}
