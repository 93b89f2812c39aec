/** The door: one request, planned into windows, exported by children, answered as one result (design §2). */
import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
  isCancellation,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { ExtractResult } from '../interface/result.ts';
import type { RunContext, Window, WindowInput } from '../interface/steps.ts';
import { activitiesFor, DEFAULT_HEARTBEAT_TIMEOUT_MS } from './activities.ts';
import { eventBudgetSpent, throwIfCancelled } from './event-budget.ts';
import { ExtractRun } from './extract-run.ts';
import type { ExtractState } from './extract-state.ts';
import { toWorkflowFailure, wasCancelled } from './failures.ts';
import { referenceTimeMs } from './reference-time.ts';
import { WindowPool } from './window-pool.ts';

/** Longest random pause before planning again, so that two runs that met do not meet again at once. */
const REPLAN_PAUSE_MS = 10_000;

/**
 * Workflow `extractActivities`.
 *
 * @param request an `ExtractRequest`; anything else ends as `InvalidRequest` with every fault listed
 * @param resumed where the run stands, when it has continued as new
 */
export async function extractActivities(
  request: unknown,
  resumed?: ExtractState,
): Promise<ExtractResult> {
  const pool = new WindowPool();
  const extract = new ExtractRun(pool, resumed);
  try {
    return await drive(extract, pool, request);
  } catch (error) {
    if (!wasCancelled(error)) throw toWorkflowFailure(error);
    await handlersFinished();
    extract.rememberCancellation();
    throw isCancellation(error) ? error : new CancelledFailure('cancelled');
  }
}

async function drive(
  extract: ExtractRun,
  pool: WindowPool,
  request: unknown,
): Promise<ExtractResult> {
  const run = (extract.run ??= await resolve(request));
  for (;;) {
    await planUnlessPlanned(extract, run);
    const notStarted = await exportWindows(extract, pool, run);
    if (CancellationScope.current().consideredCancelled) return completeOrCancelled(extract, run);
    if (extract.mustStop) extract.notStarted(notStarted);
    else if (extract.overlapped) await pauseBeforeReplanning(extract);
    else if (notStarted.length > 0) extract.todo = notStarted;
    if (extract.mustStop || extract.isWhole) return await finish(extract, run);
    if (eventBudgetSpent(run.policy.eventBudget)) await goOnAsNew(extract, run, request);
  }
}

function resolve(request: unknown): Promise<RunContext> {
  const { resolveRequest } = activitiesFor(DEFAULT_HEARTBEAT_TIMEOUT_MS);
  return resolveRequest({ request, referenceTimeMs: referenceTimeMs(), dryRun: false });
}

async function planUnlessPlanned(extract: ExtractRun, run: RunContext): Promise<void> {
  if (extract.todo !== undefined) return;
  extract.enter('planning');
  extract.planned(await activitiesFor(run.policy.heartbeatTimeoutMs).planWindows({ run }));
}

/** Answers the windows that were not started: cancelled, stopped by a failure, or left to the next run. */
function exportWindows(
  extract: ExtractRun,
  pool: WindowPool,
  run: RunContext,
): Promise<readonly Window[]> {
  extract.enter('exporting');
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const owner = { workflowId, firstRunId: firstExecutionRunId };
  return pool.run(
    extract.todo ?? [],
    run.request.concurrency,
    (window): WindowInput => ({ run, window, owner }),
    {
      started: (window, childId) => extract.started(window, childId),
      ended: (_window, outcome) => extract.ended(outcome),
      failed: (window, error) => {
        // A window that ends as Canceled because this run was cancelled has not failed.
        if (!(pool.cancelled && wasCancelled(error))) extract.failedWith(window, error);
      },
      stopStarting: () => extract.mustStop || eventBudgetSpent(run.policy.eventBudget),
    },
  );
}

/** A cancel that came while the last window was published finds nothing left to cancel. */
function completeOrCancelled(extract: ExtractRun, run: RunContext): ExtractResult {
  if (extract.isWhole && !extract.hasFailed) return extract.result(run);
  throw new CancelledFailure('cancelled');
}

async function pauseBeforeReplanning(extract: ExtractRun): Promise<void> {
  extract.enter('planning', 'a window of another run overlaps; planning again');
  extract.planAnew();
  await sleep(Math.ceil(Math.random() * REPLAN_PAUSE_MS), {
    summary: 'plan again around another run',
  });
}

async function goOnAsNew(extract: ExtractRun, run: RunContext, request: unknown): Promise<void> {
  await handlersFinished();
  throwIfCancelled();
  await continueAsNew<typeof extractActivities>(request, extract.state(run));
}

async function finish(extract: ExtractRun, run: RunContext): Promise<ExtractResult> {
  extract.enter('finishing');
  await handlersFinished();
  if (extract.hasFailed) throw extract.failure(run);
  extract.enter('done');
  return extract.result(run);
}

/** Also after a cancel, in whose scope every wait throws at once. */
function handlersFinished(): Promise<void> {
  return CancellationScope.nonCancellable(() => condition(allHandlersFinished));
}
