/** What a run leaves behind that is cancelled after it was reset. */
import { CancellationScope, log } from '@temporalio/workflow';
import { activitiesFor, DEFAULT_HEARTBEAT_TIMEOUT_MS } from './activities.ts';
import type { ExtractRun } from './extract-run.ts';
import { describeFailure } from './failures.ts';
import { resolveInput, runOwner, isFirstRun } from './run-times.ts';
import { windowEvents } from './window-events.ts';
import type { WindowPool } from './window-pool.ts';

/**
 * A run that was reset may have claimed windows before that it has not started again: their jobs are cancelled too. Its
 * own trouble must not hide that the run was cancelled.
 */
export function leaveHeldWindows(
  extract: ExtractRun,
  pool: WindowPool,
  request: unknown,
): Promise<void> {
  if (isFirstRun()) return Promise.resolve();
  return CancellationScope.nonCancellable(async () => {
    try {
      const { leaving } = activitiesFor(DEFAULT_HEARTBEAT_TIMEOUT_MS);
      const run =
        extract.run ?? (await leaving.resolveRequest(resolveInput(request, { dryRun: false })));
      const { windows } = await leaving.heldWindows({ run, owner: runOwner() });
      const left = windows.filter((window) => !extract.hasStarted(window));
      await pool.leave(left, windowEvents(extract, pool, run));
    } catch (error) {
      log.warn('windows that this run claimed before a reset may be left as they are', {
        reason: describeFailure(error).message,
      });
    }
  });
}
