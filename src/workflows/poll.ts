/** poll: what a job's state means for the window. */
import { parseInstant } from '../domain/instant.ts';
import { FAILURE } from '../interface/names.ts';
import type { ExportJob } from '../marketo/types.ts';
import { doubted, lasts, withoutDoubt } from './doubt.ts';
import { giveUpRefusedJob, giveUpStuckJob, onCancelled, replaceJob } from './give-up-job.ts';
import { afterWait, waitForJob } from './wait-for-job.ts';
import type { WindowRun } from './window-run.ts';
import type { StateOf, WindowState } from './window-state.ts';

type Polling = StateOf<'poll'>;

/** A refusal to enqueue may be a hiccup as any other answer: the next one, a time of doubt later, is believed. */
const LAST_REFUSAL = 2;

export async function poll(run: WindowRun, before: Polling): Promise<WindowState> {
  const polls = (before.poll.polls ?? 0) + 1;
  const state: Polling = { ...before, poll: { ...before.poll, polls } };
  const answer = await run.activities.afterPaying.jobStatus({
    ...run.input,
    exportId: state.claim.exportId,
    poll: polls,
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
  if (!state.claim.own) return await waitForJob(run, settled(state), job);
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
    case 'Unknown':
      return await onUnknownWord(run, state, job);
    case 'Queued':
      return await waitForJob(run, settled(state), job);
  }
}

/** It may mean anything, also that the job goes on: waited for as long as Marketo may work on a job, from the first such word. */
async function onUnknownWord(run: WindowRun, state: Polling, job: ExportJob): Promise<WindowState> {
  const { unknownStateMs } = run.policy;
  if (unknownStateMs !== undefined && lasts(run, state.poll, 'word', unknownStateMs)) {
    return await giveUpStuckJob(run, doubted(run, state, 'word'), job);
  }
  return await waitForJob(run, doubted(run, state, 'word'), job);
}

/**
 * A job is polled only after an enqueue, by this run or perhaps by the one before it: Created is the lag of the status.
 * If it stays, the enqueue was lost or never came.
 */
async function onCreated(run: WindowRun, state: Polling, job: ExportJob): Promise<WindowState> {
  const { budget, claim, poll } = state;
  const { refusal, refusals = 0 } = poll;
  if (!lasts(run, poll, 'enqueue')) {
    return await waitForJob(run, doubted(run, state, 'enqueue'), job, refusal);
  }
  if (refusal !== undefined && refusals >= LAST_REFUSAL) {
    return await giveUpRefusedJob(run, state, refusal);
  }
  const { exportId, generation } = claim;
  const standing = { claim, poll: { ...withoutDoubt(poll), ...(refusals > 0 && { refusals }) } };
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
