/** What a cancelled window leaves behind: its job cancelled at Marketo, its claim released, its outcome readable. */
import {
  CancellationScope,
  getExternalWorkflowHandle,
  log,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { CANCELLATION_MEMO } from '../interface/names.ts';
import type { CancelOutcome } from '../interface/result.ts';
import { toWorkflowFailure } from './failures.ts';
import { windowCancelled } from './messages.ts';
import type { WindowRun } from './window-run.ts';
import { type JobClaim, jobInHand, type JobInHand } from './window-state.ts';

export function leaveJob(run: WindowRun): Promise<void> {
  return CancellationScope.nonCancellable(async () => {
    run.tell({ phase: 'cancelling' });
    const outcome = await cancelAtMarketo(run);
    upsertMemo({ [CANCELLATION_MEMO]: outcome });
    run.tell({ phase: 'cancelled', note: inWords(outcome) });
    log.info('window cancelled', { ...outcome });
    await tellParent(outcome);
  });
}

async function cancelAtMarketo(run: WindowRun): Promise<CancelOutcome> {
  const { window } = run.input;
  const job = await jobToLeave(run);
  if (job === undefined) return { ...window, outcome: 'noJob' };
  if (!job.own) {
    const { own: _own, ...facts } = job;
    return { ...window, ...facts, outcome: 'notCancelled' };
  }
  const { exportId } = job;
  const { outcome, reason } = await askToCancel(run, exportId);
  const ended = outcome === 'cancelled' || outcome === 'alreadyEnded';
  const trouble = ended ? await forget(run, job) : undefined;
  const words = [reason, trouble].filter((text) => text !== undefined).join('; ');
  return { ...window, exportId, outcome, ...(words === '' ? {} : { reason: words }) };
}

/** Undefined: none was made. Otherwise why it is not this run's to cancel. */
type JobToLeave =
  | (JobInHand & { readonly own: true })
  | { readonly own: false; readonly exportId?: string; readonly reason: string };

const ANOTHERS = 'the job belongs to another run';

/** The job that this run has to answer for: the ledger's word, where the state does not know it yet. */
async function jobToLeave(run: WindowRun): Promise<JobToLeave | undefined> {
  const { state } = run;
  const inHand = jobInHand(state);
  try {
    if (state.phase === 'takeOver') return await takenOver(run, state.claim);
    // A run that was reset may have claimed the window before, by a job that it has not met again.
    const job = inHand?.generation === undefined ? await claimedJob(run, inHand) : inHand;
    if (job === undefined) return undefined;
    const { exportId, own } = job;
    return own ? { ...job, own } : { exportId, own, reason: ANOTHERS };
  } catch (error) {
    const unknown = `whose job it is could not be found out (${toWorkflowFailure(error).message})`;
    const exportId = inHand === undefined ? {} : { exportId: inHand.exportId };
    return { own: false, ...exportId, reason: unknown };
  }
}

async function claimedJob(
  run: WindowRun,
  inHand: JobInHand | undefined,
): Promise<JobInHand | undefined> {
  const found = await run.activities.leaving.findWindow({ ...run.input, paid: true });
  if (found.answer !== 'claimed' || !found.own) return inHand;
  return { exportId: found.exportId, own: true, generation: found.generation };
}

/** Whose job it is, the claim decides: another run may have been faster with the take-over. */
async function takenOver(run: WindowRun, { exportId, generation }: JobClaim): Promise<JobToLeave> {
  const claim = { exportId, after: generation, inherits: true };
  const answer = await run.activities.leaving.claimWindow({ ...run.input, ...claim });
  return answer.answer === 'own'
    ? { exportId, own: true, generation: answer.generation }
    : { exportId, own: false, reason: ANOTHERS };
}

/** The cancel's own trouble must not hide that the run was cancelled. */
async function askToCancel(
  run: WindowRun,
  exportId: string,
): Promise<Pick<CancelOutcome, 'outcome' | 'reason'>> {
  try {
    const answer = await run.activities.leaving.cancelJob({ ...run.input, exportId });
    if (answer.answer === 'outcome') return answer;
    return { outcome: 'notCancelled', reason: `${answer.message}; cancel the job at Marketo` };
  } catch (error) {
    return { outcome: 'notCancelled', reason: toWorkflowFailure(error).message };
  }
}

/** Nothing will come of this job: the window may be claimed anew. Answers what stood in the way of that. */
async function forget(
  run: WindowRun,
  { exportId, generation }: JobInHand,
): Promise<string | undefined> {
  const { releaseClaim, discardStaged } = run.activities.leaving;
  try {
    if (generation !== undefined) {
      const reason = 'the run was cancelled, and its job with it';
      await releaseClaim({ ...run.input, after: generation, reason });
    }
    await discardStaged({ ...run.input, exportId });
    return undefined;
  } catch (error) {
    return `the next run of the window releases the claim (${toWorkflowFailure(error).message})`;
  }
}

async function tellParent(outcome: CancelOutcome): Promise<void> {
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  try {
    await getExternalWorkflowHandle(parent.workflowId).signal(windowCancelled, outcome);
  } catch {
    log.info('the parent is closed: its memo stays without this outcome');
  }
}

function inWords({ outcome, exportId, reason }: CancelOutcome): string {
  if (outcome === 'noJob') return 'no job was made';
  const job = exportId === undefined ? outcome : `job ${exportId}: ${outcome}`;
  return reason === undefined ? job : `${job} (${reason})`;
}
