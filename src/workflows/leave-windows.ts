/** What a cancelled run leaves behind beside the windows that it has just cancelled. */
import { CancellationScope } from '@temporalio/workflow';
import { activitiesFor, DEFAULT_HEARTBEAT_TIMEOUT_MS } from './activities.ts';
import type { ExtractRun } from './extract-run.ts';
import { describeFailure } from './failures.ts';
import { isFirstRun, resolveInput, runOwner } from './run-times.ts';
import { windowEvents } from './window-events.ts';
import { cancelWindow, type WindowPool } from './window-pool.ts';

/** A window of before a reset may buy one more job before it hears of the cancel. */
const ROUNDS = 3;
/** The request could not be read. */
const NO_PERIOD = { startAt: 'unknown', endAt: 'unknown' };

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
    extract.enter('cancelling');
    try {
      await leave(extract, pool, request);
    } catch (error) {
      const reason =
        'whether the run holds jobs beside these could not be found out; the next run of the same request adopts ' +
        `them (${describeFailure(error).message})`;
      const period = extract.run?.request.period ?? NO_PERIOD;
      extract.cancelled({ ...period, outcome: 'notCancelled', reason });
    }
  });
}

async function leave(extract: ExtractRun, pool: WindowPool, request: unknown): Promise<void> {
  const { leaving } = activitiesFor(DEFAULT_HEARTBEAT_TIMEOUT_MS);
  // Cancelled before its request was resolved, a first run has claimed nothing.
  if (extract.run === undefined && isFirstRun()) return;
  const run = (extract.run ??= await leaving.resolveRequest(
    resolveInput(request, { dryRun: false }),
  ));
  for (let round = 0; round < ROUNDS; round += 1) {
    const { windows, workflowIds } = await leaving.heldWindows({ run, owner: runOwner() });
    // Windows from before a reset live on by themselves: first of all they shall stop.
    for (const id of workflowIds) if (!extract.hasChild(id)) await cancelWindow(id);
    const left = windows.filter((window) => !extract.hasCancelled(window));
    if (left.length === 0) return;
    const intervals = left.map(({ startAt, endAt }) => ({ startAt, endAt }));
    await pool.leave(intervals, windowEvents(extract, pool, run));
  }
}
