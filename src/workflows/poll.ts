/** poll: what a job's state means for the window. */
import { ApplicationFailure } from '@temporalio/workflow';
import { parseInstant } from '../domain/instant.ts';
import { FAILURE, type FailureType } from '../interface/names.ts';
import type { ExportJob } from '../marketo/types.ts';
import type { WindowRun } from './window-run.ts';
import { doubted, lasts, withoutDoubt } from './doubt.ts';
import type { JobClaim, StateOf, WindowState } from './window-state.ts';

type Polling = StateOf<'poll'>;

/** After the first hour a job is not likely to be done within the next minute. */
const LATE_AFTER_MS = 3_600_000;

export async function poll(run: WindowRun, state: Polling): Promise<WindowState> {
  const answer = await run.activities.afterPaying.jobStatus({
    ...run.input,
    exportId: state.claim.exportId,
  });
  switch (answer.answer) {
    case 'job':
      return await onJob(run, state, answer.job, answer.nowMs);
    case 'gone':
      return await onGone(run, state, answer.message);
    case 'quotaExhausted':
    case 'callsExhausted':
      await run.waitOut(answer, { phase: 'queued' });
      return afterWait(state);
  }
}

async function onJob(
  run: WindowRun,
  state: Polling,
  job: ExportJob,
  nowMs: number,
): Promise<WindowState> {
  if (job.state === 'Completed') return await onCompleted(run, state, job);
  // Whatever else becomes of the job is its owner's to act upon; a closed owner is taken over by `look`.
  if (!state.claim.own) return await waitForJob(run, state, job);
  switch (job.state) {
    case 'Created':
      return await onCreated(run, state, job);
    case 'Failed':
      return await replaceJob(run, state, FAILURE.jobFailed, failedText(job));
    case 'Cancelled':
      return await onCancelled(run, state);
    case 'Processing':
      if (isStuck(job, nowMs, run.policy.jobTimeoutMs)) {
        return await giveUpStuckJob(run, state, job);
      }
      return await waitForJob(run, settled(state), job);
    case 'Queued':
    case 'Unknown':
      return await waitForJob(run, settled(state), job);
  }
}

/**
 * A job is polled only after an enqueue, by this run or perhaps by the one before it: Created is the lag of the status.
 * If it stays, the enqueue was lost or never came.
 */
async function onCreated(run: WindowRun, state: Polling, job: ExportJob): Promise<WindowState> {
  const { budget, claim, poll } = state;
  const { refusal } = poll;
  if (!lasts(run, poll, 'enqueue')) {
    return await waitForJob(run, doubted(run, state, 'enqueue'), job, refusal);
  }
  if (refusal !== undefined) {
    // Seen Created for long enough: nothing was bought, and nobody shall wait for this job.
    await giveUpClaim(run, state, `Marketo does not enqueue the job: ${refusal}`);
    throw ApplicationFailure.nonRetryable(
      `Marketo does not enqueue job ${claim.exportId}: ${refusal}. Nothing was exported; start the same request again ` +
        'once the reason is gone.',
      FAILURE.marketoRefused,
    );
  }
  const { exportId, generation } = claim;
  const standing = { claim, poll: withoutDoubt(poll) };
  return { phase: 'claim', budget, after: generation - 1, exportId, standing };
}

async function onCompleted(run: WindowRun, state: Polling, job: ExportJob): Promise<WindowState> {
  const { budget, claim, poll } = state;
  if (!claim.own && !poll.yielded) {
    // The owner is about to publish this very file: fetching it twice helps nobody.
    return await waitForJob(run, { ...state, poll: { ...poll, yielded: true } }, job);
  }
  return { phase: 'download', budget, claim, poll, job, round: 0, recounted: false };
}

async function onCancelled(run: WindowRun, state: Polling): Promise<WindowState> {
  const { budget, claim, poll } = state;
  if (poll.gaveUp) return await replaceJob(run, state, FAILURE.jobStuck, STUCK);
  await giveUpClaim(run, state, 'the job was cancelled at Marketo');
  if (claim.adopted) return { phase: 'look', budget };
  throw ApplicationFailure.nonRetryable(
    `Marketo says that job ${claim.exportId} was cancelled, and not by this run: somebody else did it. ` +
      'Start the same request again to export the window anew.',
    FAILURE.jobCancelledAtMarketo,
  );
}

async function onGone(run: WindowRun, state: Polling, message: string): Promise<WindowState> {
  if (!state.claim.own || !lasts(run, state.poll, 'job')) {
    const doubting = doubted(run, state, 'job');
    await run.wait(run.policy.pollIntervalMs, 'Marketo does not find the job', {
      phase: 'queued',
      note: message,
    });
    return afterWait(doubting);
  }
  const gone = `Marketo does not know the job any more: ${message}`;
  return await replaceJob(run, state, FAILURE.jobGone, gone);
}

/** Completed, yet its file cannot be had (contract §6): asked for a while, then the job is replaced. */
export async function onFileGone(
  run: WindowRun,
  { budget, claim, poll }: StateOf<'download'>,
  message: string,
): Promise<WindowState> {
  const polling: Polling = { phase: 'poll', budget, claim, poll };
  if (!claim.own || !lasts(run, poll, 'file')) {
    const doubting = doubted(run, polling, 'file');
    await run.wait(run.policy.pollIntervalMs, 'Marketo does not give out the file', {
      phase: 'downloading',
      note: message,
    });
    return afterWait(doubting);
  }
  return await replaceJob(
    run,
    polling,
    FAILURE.jobGone,
    `The job is completed, but Marketo does not give out its file: ${message}`,
  );
}

async function waitForJob(
  run: WindowRun,
  state: Polling,
  job: ExportJob,
  note?: string,
): Promise<WindowState> {
  const { claim, poll } = state;
  const late = Date.now() - poll.sinceMs >= LATE_AFTER_MS;
  const { pollIntervalMs, latePollIntervalMs } = run.policy;
  const waitMs = late ? Math.max(pollIntervalMs, latePollIntervalMs) : pollIntervalMs;
  const what = claim.own
    ? `job is ${job.stateText}`
    : `another run (${claim.ownerWorkflowId ?? 'unknown'}) is exporting this window as job ${claim.exportId}; waiting for its file`;
  await run.wait(waitMs, what, {
    phase: job.state === 'Processing' || job.state === 'Completed' ? 'processing' : 'queued',
    jobState: job.stateText,
    ...noteOf(claim, note),
  });
  return afterWait(state);
}

function noteOf({ own, adopted, ownerWorkflowId }: JobClaim, note?: string): { note?: string } {
  if (note !== undefined) return { note };
  return own && adopted
    ? { note: `job taken over from the run ${ownerWorkflowId ?? 'unknown'}` }
    : {};
}

/** A follower asks the ledger first: the owner may have published, released or closed. */
function afterWait(state: Polling): WindowState {
  const { budget, claim, poll } = state;
  return claim.own ? state : { phase: 'look', budget, known: { claim, poll } };
}

const STUCK = 'The job was in Processing for longer than the job time-out and was cancelled';

async function giveUpStuckJob(
  run: WindowRun,
  state: Polling,
  job: ExportJob,
): Promise<WindowState> {
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
      return await replaceJob(run, given, FAILURE.jobStuck, STUCK);
    case 'alreadyCompleted':
      return given; // the next status shows the file's facts
    case 'notCancelled':
      return await waitForJob(
        run,
        given,
        job,
        `past the job time-out, and not to be cancelled: ${answer.reason ?? 'Marketo gives no reason'}`,
      );
  }
}

/** The old job was seen terminal or unknown: a new generation may be bought, within the budget. */
async function replaceJob(
  run: WindowRun,
  state: Polling,
  type: FailureType,
  message: string,
): Promise<WindowState> {
  const { budget, claim } = state;
  await giveUpClaim(run, state, message);
  if (budget.replacements === 0) {
    throw ApplicationFailure.nonRetryable(
      `${message} (job ${claim.exportId}; its replacements are used up)`,
      type,
    );
  }
  return { phase: 'look', budget: { ...budget, replacements: budget.replacements - 1 } };
}

async function giveUpClaim(run: WindowRun, { claim }: Polling, reason: string): Promise<void> {
  const { exportId, generation } = claim;
  const { releaseClaim, discardStaged } = run.activities.afterPaying;
  const { released } = await releaseClaim({ ...run.input, after: generation, reason });
  // Otherwise another run has taken the job over, and what is staged may be its own.
  if (released) await discardStaged({ ...run.input, exportId });
}

function isStuck(job: ExportJob, nowMs: number, jobTimeoutMs: number): boolean {
  return job.startedAt !== undefined && nowMs - parseInstant(job.startedAt) * 1000 > jobTimeoutMs;
}

function failedText(job: ExportJob): string {
  return `Marketo failed the job: ${job.errorMsg ?? 'no reason given'}`;
}

/** An answer that made sense: whatever was doubted is settled. */
function settled(state: Polling): Polling {
  return { ...state, poll: withoutDoubt(state.poll) };
}
