/** poll: what a job's state means for the window. */
import { ApplicationFailure } from '@temporalio/workflow';
import { parseInstant } from '../domain/instant.ts';
import { FAILURE, type FailureType } from '../interface/names.ts';
import type { ExportJob } from '../marketo/types.ts';
import type { WindowRun } from './window-run.ts';
import type { StateOf, WindowState } from './window-state.ts';

type Polling = StateOf<'poll'>;

/** Answers of the same doubtful kind before it is acted upon: the status lags by up to 60 s (contract §2.4). */
const DOUBTFUL_LIMIT = 3;
/** After the first hour a job is not likely to be done within the next minute. */
const LATE_AFTER_MS = 3_600_000;

export async function poll(run: WindowRun, state: Polling): Promise<WindowState> {
  const { budget, claim } = state;
  const answer = await run.activities.jobStatus({ ...run.input, exportId: claim.exportId });
  switch (answer.answer) {
    case 'job':
      return await onJob(run, state, answer.job, answer.nowMs);
    case 'gone':
      return await onGone(run, state, answer.message);
    case 'quotaExhausted':
    case 'callsExhausted':
      await run.waitOut(answer, { phase: 'queued' });
      return { phase: 'look', budget, poll: state.poll };
  }
}

async function onJob(
  run: WindowRun,
  state: Polling,
  job: ExportJob,
  nowMs: number,
): Promise<WindowState> {
  switch (job.state) {
    case 'Created':
      return await onCreated(run, state, job);
    case 'Completed':
      return await onCompleted(run, state, job);
    case 'Failed':
      return await replaceJob(run, state, FAILURE.jobFailed, failedText(job));
    case 'Cancelled':
      return await onCancelled(run, state);
    case 'Processing':
      if (isStuck(job, nowMs, run.policy.jobTimeoutMs) && state.claim.own) {
        return await giveUpStuckJob(run, state, job);
      }
      return await waitForJob(run, settled(state), job);
    case 'Queued':
    case 'Unknown':
      return await waitForJob(run, settled(state), job);
  }
}

/** Created after an accepted enqueue is the lag of the status; if it stays, the enqueue was lost after all. */
async function onCreated(run: WindowRun, state: Polling, job: ExportJob): Promise<WindowState> {
  const { budget, claim, poll } = state;
  if (!poll.enqueued || poll.doubtful >= DOUBTFUL_LIMIT) return { phase: 'enqueue', budget, claim };
  return await waitForJob(run, doubted(state), job);
}

async function onCompleted(run: WindowRun, state: Polling, job: ExportJob): Promise<WindowState> {
  const { budget, claim, poll } = state;
  if (!claim.own && !poll.yielded) {
    // The owner is about to publish this very file: fetching it twice helps nobody.
    return await waitForJob(run, { ...state, poll: { ...poll, yielded: true } }, job);
  }
  return { phase: 'download', budget, claim, poll, job, fresh: false, recounted: false };
}

async function onCancelled(run: WindowRun, state: Polling): Promise<WindowState> {
  const { budget, claim } = state;
  await giveUpClaim(run, state, 'the job was cancelled at Marketo');
  if (claim.adopted) return { phase: 'look', budget };
  throw ApplicationFailure.nonRetryable(
    `Marketo says that job ${claim.exportId} was cancelled, and not by this run: somebody else did it. ` +
      'Start the same request again to export the window anew.',
    FAILURE.jobCancelledAtMarketo,
  );
}

async function onGone(run: WindowRun, state: Polling, message: string): Promise<WindowState> {
  if (state.poll.doubtful < DOUBTFUL_LIMIT) {
    await run.wait(run.policy.pollIntervalMs, 'Marketo does not find the job', {
      phase: 'queued',
      note: message,
    });
    return doubted(state);
  }
  return await replaceJob(
    run,
    state,
    FAILURE.jobGone,
    `Marketo does not know the job any more: ${message}`,
  );
}

/** Completed, yet its file cannot be had (contract §6): a few tries, then the job is replaced. */
export async function onFileGone(
  run: WindowRun,
  state: StateOf<'download'>,
  message: string,
): Promise<WindowState> {
  const { budget, claim, poll } = state;
  const polling: Polling = { phase: 'poll', budget, claim, poll };
  if (poll.doubtful < DOUBTFUL_LIMIT) {
    await run.wait(run.policy.pollIntervalMs, 'Marketo does not give out the file', {
      phase: 'downloading',
      note: message,
    });
    return doubted(polling);
  }
  return await replaceJob(
    run,
    polling,
    FAILURE.jobGone,
    `The job is completed, but Marketo does not give out its file: ${message}`,
  );
}

async function waitForJob(run: WindowRun, state: Polling, job: ExportJob): Promise<WindowState> {
  const { claim, poll, budget } = state;
  const late = Date.now() - poll.sinceMs >= LATE_AFTER_MS;
  const { pollIntervalMs, latePollIntervalMs } = run.policy;
  const waitMs = late ? Math.max(pollIntervalMs, latePollIntervalMs) : pollIntervalMs;
  const what = claim.own
    ? `job is ${job.stateText}`
    : `another run (${claim.ownerWorkflowId ?? 'unknown'}) is exporting this window as job ${claim.exportId}; waiting for its file`;
  await run.wait(waitMs, what, {
    phase: job.state === 'Processing' || job.state === 'Completed' ? 'processing' : 'queued',
    jobState: job.stateText,
  });
  // A follower asks the ledger first: the owner may have published, released or closed.
  return claim.own ? state : { phase: 'look', budget, poll };
}

async function giveUpStuckJob(
  run: WindowRun,
  state: Polling,
  job: ExportJob,
): Promise<WindowState> {
  const { outcome, reason } = await run.activities.cancelJob({
    ...run.input,
    exportId: state.claim.exportId,
  });
  if (outcome === 'cancelled' || outcome === 'alreadyEnded') {
    return await replaceJob(
      run,
      state,
      FAILURE.jobStuck,
      `The job was in Processing since ${job.startedAt ?? 'an unknown time'}, longer than the job time-out, and was cancelled`,
    );
  }
  if (outcome === 'alreadyCompleted') return settled(state); // the next status shows the file's facts
  return await waitForJob(
    run,
    { ...state, poll: state.poll },
    {
      ...job,
      stateText: `${job.stateText}, past the job time-out, and cannot be cancelled: ${reason ?? ''}`,
    },
  );
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
  await run.activities.releaseClaim({ ...run.input, after: generation, reason });
  await run.activities.discardStaged({ ...run.input, exportId });
}

function isStuck(job: ExportJob, nowMs: number, jobTimeoutMs: number): boolean {
  return job.startedAt !== undefined && nowMs - parseInstant(job.startedAt) * 1000 > jobTimeoutMs;
}

function failedText(job: ExportJob): string {
  return `Marketo failed the job: ${job.errorMsg ?? 'no reason given'}`;
}

function doubted(state: Polling): Polling {
  return { ...state, poll: { ...state.poll, doubtful: state.poll.doubtful + 1 } };
}

/** An answer that made sense: doubts start from none again. */
function settled(state: Polling): Polling {
  return { ...state, poll: { ...state.poll, enqueued: true, doubtful: 0 } };
}
