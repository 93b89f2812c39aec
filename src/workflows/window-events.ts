import type { RunContext, WindowInput } from '../interface/steps.ts';
import { eventBudgetSpent } from './event-budget.ts';
import type { ExtractRun } from './extract-run.ts';
import { wasCancelled } from './failures.ts';
import { runOwner } from './run-times.ts';
import type { PoolEvents, WindowPool } from './window-pool.ts';

/** How the windows of a pool tell the run what becomes of them. */
export function windowEvents(extract: ExtractRun, pool: WindowPool, run: RunContext): PoolEvents {
  const owner = runOwner();
  return {
    inputFor: (window): WindowInput => ({
      run,
      window,
      owner,
      ...(extract.mayHalve(window) ? { mayHalve: true } : {}),
    }),
    started: (window, childId) => extract.started(window, childId),
    ended: (outcome) => extract.ended(outcome),
    failed: (window, error) => {
      // A window that ends as Canceled because this run was cancelled has not failed.
      if (!(pool.cancelled && wasCancelled(error))) extract.failedWith(window, error);
    },
    concurrency: () => extract.controls.concurrency ?? run.request.concurrency,
    paused: () => extract.controls.paused !== undefined,
    cancelled: () => extract.enter('cancelling'),
    stopStarting: () => extract.windows.mustStop || eventBudgetSpent(run.policy.eventBudget),
  };
}
