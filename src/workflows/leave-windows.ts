/** What a cancelled run leaves behind beside the windows that it has just cancelled. */
import { CancellationScope } from '@temporalio/workflow';
import type { Window } from '../interface/steps.ts';
import { activitiesFor, DEFAULT_HEARTBEAT_TIMEOUT_MS } from './activities.ts';
import type { ExtractRun } from './extract-run.ts';
import { describeFailure } from './failures.ts';
import { isFirstRun, resolveInput, runOwner } from './run-times.ts';
import { windowEvents } from './window-events.ts';
import { cancelWindow, type WindowPool } from './window-pool.ts';

/**
 * The run may hold claims of windows that it does not run: it was reset and has not started them again, or they failed
 * or were terminated by hand. Their jobs are cancelled too. Its own trouble must not hide that the run was cancelled.
 */
export function leaveHeldWindows(
  extract: ExtractRun,
  pool: WindowPool,
  request: unknown,
): Promise<void> {
  return CancellationScope.nonCancellable(async () => {
    try {
      await leave(extract, pool, request);
    } catch (error) {
      const reason =
        'whether the run holds jobs beside these could not be found out; the next run of the same request adopts ' +
        `them (${describeFailure(error).message})`;
      const period: Window | undefined = extract.run?.request.period;
      if (period !== undefined) extract.cancelled({ ...period, outcome: 'notCancelled', reason });
    }
  });
}

async function leave(extract: ExtractRun, pool: WindowPool, request: unknown): Promise<void> {
  const { leaving } = activitiesFor(DEFAULT_HEARTBEAT_TIMEOUT_MS);
  // Cancelled before its request was resolved, a first run has claimed nothing.
  if (extract.run === undefined && isFirstRun()) return;
  const run =
    extract.run ?? (await leaving.resolveRequest(resolveInput(request, { dryRun: false })));
  const held = (await leaving.heldWindows({ run, owner: runOwner() })).windows;
  const left = held.filter((window) => !extract.hasCancelled(window));
  const windows = left.map(({ startAt, endAt }) => ({ startAt, endAt }));
  await pool.leave(windows, windowEvents(extract, pool, run));
  // A window from before a reset lives on by itself.
  for (const { windowWorkflowId } of left) {
    if (windowWorkflowId !== undefined) await cancelWindow(windowWorkflowId);
  }
}
