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
import { windowCancelled } from './messages.ts';
import { toWorkflowFailure } from './failures.ts';
import type { WindowRun } from './window-run.ts';
import { jobInHand } from './window-state.ts';

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
  const { exportId, own, generation } = jobInHand(run.state);
  if (exportId === undefined) return { ...window, outcome: 'noJob' };
  if (own !== true) {
    return {
      ...window,
      exportId,
      outcome: 'notCancelled',
      reason: 'the job belongs to another run',
    };
  }
  try {
    const { outcome, reason } = await run.activities.cancelJob({ ...run.input, exportId });
    if (outcome === 'cancelled' || outcome === 'alreadyEnded') {
      await forget(run, exportId, generation);
    }
    return { ...window, exportId, outcome, ...(reason === undefined ? {} : { reason }) };
  } catch (error) {
    // The cancel's own trouble must not hide that the run was cancelled.
    return {
      ...window,
      exportId,
      outcome: 'notCancelled',
      reason: toWorkflowFailure(error).message,
    };
  }
}

/** Nothing will come of this job: the window may be claimed anew. */
async function forget(run: WindowRun, exportId: string, generation?: number): Promise<void> {
  if (generation !== undefined) {
    await run.activities.releaseClaim({
      ...run.input,
      after: generation,
      reason: 'the run was cancelled, and its job with it',
    });
  }
  await run.activities.discardStaged({ ...run.input, exportId });
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
  const job = exportId === undefined ? 'no job was made' : `job ${exportId}: ${outcome}`;
  return reason === undefined ? job : `${job} (${reason})`;
}
