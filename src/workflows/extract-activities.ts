/** The door: one request, planned into windows, exported by children, answered as one result (design §2). */
import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  sleep,
  upsertMemo,
} from '@temporalio/workflow';
import { FAILURE, REFRESH_MEMO } from '../interface/names.ts';
import type { ExtractResult } from '../interface/result.ts';
import type { RunContext } from '../interface/steps.ts';
import { activitiesFor, DEFAULT_HEARTBEAT_TIMEOUT_MS } from './activities.ts';
import { eventBudgetSpent, throwIfCancelled } from './event-budget.ts';
import { ExtractRun } from './extract-run.ts';
import { extractFailure, extractResult } from './extract-report.ts';
import type { ExtractState } from './extract-state.ts';
import { wasCancelled } from './failures.ts';
import { guarded } from './guarded.ts';
import { leaveHeldWindows } from './leave-windows.ts';
import { resolveInput } from './run-times.ts';
import { windowEvents } from './window-events.ts';
import { WindowPool } from './window-pool.ts';

/** Longest random pause before planning again, so that two runs that met do not meet again at once. */
const REPLAN_PAUSE_MS = 10_000;
/** Pauses grow with every planning up to this many times the first. */
const LONGEST_REPLAN_PAUSE = 30;

/**
 * Workflow `extractActivities`.
 *
 * @param request an `ExtractRequest`; anything else ends as `InvalidRequest` with every fault listed
 * @param resumed where the run stands, when it has continued as new; not for callers
 */
export function extractActivities(
  request: unknown,
  resumed?: ExtractState,
): Promise<ExtractResult> {
  return guarded(async () => {
    refuseForeignState(resumed);
    const pool = new WindowPool();
    const extract = new ExtractRun(pool, resumed);
    try {
      return await drive(extract, pool, request);
    } catch (error) {
      if (!wasCancelled(error)) {
        if (!(error instanceof ContinueAsNew)) extract.failed(error);
        throw error;
      }
      await leaveHeldWindows(extract, pool, request);
      await handlersFinished();
      extract.rememberCancellation();
      throw isCancellation(error) ? error : new CancelledFailure('cancelled');
    }
  });
}

/** A second argument from outside would be taken for a state to go on from. */
function refuseForeignState(resumed: Partial<ExtractState> | undefined): void {
  if (resumed === undefined) return;
  const { run, published, failed, cancellation } = resumed;
  if (run !== undefined && [published, failed, cancellation].every(Array.isArray)) return;
  throw ApplicationFailure.nonRetryable(
    'extractActivities takes one argument, the request; a second one is its own, for continue-as-new',
    FAILURE.invalidRequest,
  );
}

async function drive(
  extract: ExtractRun,
  pool: WindowPool,
  request: unknown,
): Promise<ExtractResult> {
  const run = (extract.run ??= await resolve(request));
  const { windows } = extract;
  for (;;) {
    await planUnlessPlanned(extract, run);
    await exportWindows(extract, pool, run);
    if (CancellationScope.current().consideredCancelled) return completeOrCancelled(extract, run);
    if (windows.mustStop) windows.abandonOpen();
    if (windows.isWhole) return await finish(extract, run);
    if (windows.overlap !== undefined) await pauseBeforeReplanning(extract);
    if (eventBudgetSpent(run.policy.eventBudget)) await goOnAsNew(extract, run, request);
  }
}

async function resolve(request: unknown): Promise<RunContext> {
  const { resolveRequest } = activitiesFor(DEFAULT_HEARTBEAT_TIMEOUT_MS).beforePaying;
  const run = await resolveRequest(resolveInput(request, { dryRun: false }));
  if (run.refreshMemo !== undefined) upsertMemo({ [REFRESH_MEMO]: run.refreshMemo });
  return run;
}

async function planUnlessPlanned(extract: ExtractRun, run: RunContext): Promise<void> {
  if (extract.windows.isPlanned) return;
  extract.enter('planning');
  const { planWindows } = activitiesFor(run.policy.heartbeatTimeoutMs).beforePaying;
  extract.windows.planned(await planWindows({ run, explain: false }));
}

/** Returns when no window is in flight: all have ended, or the run is cancelled, must stop or continues as new. */
function exportWindows(extract: ExtractRun, pool: WindowPool, run: RunContext): Promise<void> {
  extract.enter('exporting');
  return pool.run(extract.windows.open, windowEvents(extract, pool, run));
}

/** A cancel that came while the last window was published finds nothing left to cancel. */
function completeOrCancelled(extract: ExtractRun, run: RunContext): ExtractResult {
  const { isWhole, failures, published } = extract.windows;
  if (isWhole && failures.length === 0) {
    extract.enter('done');
    return extractResult(run.request, published);
  }
  throw new CancelledFailure('cancelled');
}

async function pauseBeforeReplanning(extract: ExtractRun): Promise<void> {
  extract.enter('planning');
  const longestMs = REPLAN_PAUSE_MS * Math.min(extract.windows.replans + 1, LONGEST_REPLAN_PAUSE);
  await sleep(Math.ceil(Math.random() * longestMs), { summary: 'plan again around another run' });
  extract.windows.planAnew();
}

async function goOnAsNew(extract: ExtractRun, run: RunContext, request: unknown): Promise<void> {
  await handlersFinished();
  throwIfCancelled();
  await continueAsNew<typeof extractActivities>(request, extract.state(run));
}

async function finish(extract: ExtractRun, run: RunContext): Promise<ExtractResult> {
  extract.enter('finishing');
  await handlersFinished();
  const { failures, published } = extract.windows;
  if (failures.length > 0) throw extractFailure(run.request, published, failures);
  extract.enter('done');
  return extractResult(run.request, published);
}

/** Also after a cancel, in whose scope every wait throws at once. */
function handlersFinished(): Promise<void> {
  return CancellationScope.nonCancellable(() => condition(allHandlersFinished));
}
