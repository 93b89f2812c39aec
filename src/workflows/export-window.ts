/** One window, one Marketo job: from the ledger's word to a published file (design §4). */
import {
  ApplicationFailure,
  CancelledFailure,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  metricMeter,
} from '@temporalio/workflow';
import { EXTRACT_ACTIVITIES, FAILURE, WINDOWS_METRIC } from '../interface/names.ts';
import type { WindowInput, WindowOutcome } from '../interface/steps.ts';
import { eventBudgetSpent, throwIfCancelled } from './event-budget.ts';
import { describeFailure, wasCancelled } from './failures.ts';
import { guarded } from './guarded.ts';
import { leaveJob } from './leave-job.ts';
import { poll } from './poll.ts';
import { download, publish, verify } from './steps-after-completion.ts';
import { claim, create, enqueue, look, takeOver } from './steps-before-paying.ts';
import { WindowRun } from './window-run.ts';
import type { WindowState } from './window-state.ts';

/**
 * Workflow `exportWindow`, the child of `extractActivities`.
 *
 * @param resumed where the run stands, when it has continued as new
 */
export function exportWindow(input: WindowInput, resumed?: WindowState): Promise<WindowOutcome> {
  return guarded(async () => {
    const run = openRun(input, resumed);
    try {
      const outcome = await drive(run);
      countEnd(run, outcome.outcome);
      return outcome;
    } catch (error) {
      if (wasCancelled(error)) {
        await leaveJob(run);
        countEnd(run, 'cancelled');
        throw isCancellation(error) ? error : new CancelledFailure('cancelled');
      }
      if (!(error instanceof ContinueAsNew)) {
        run.tell({ phase: 'failed', note: describeFailure(error).message });
        countEnd(run, 'failed');
      }
      throw error;
    }
  });
}

/** Not when it is replayed. */
function countEnd({ input }: WindowRun, outcome: (typeof WINDOWS_METRIC.outcomes)[number]) {
  const { name, help } = WINDOWS_METRIC;
  const { instance: marketo_instance } = input.run.request;
  metricMeter.createCounter(name, undefined, help).add(1, { marketo_instance, outcome });
}

/** Somebody may start it by hand, with anything. */
function openRun(input: Partial<WindowInput> | undefined, resumed?: WindowState): WindowRun {
  const { run, window, owner, mayHalve = false } = input ?? {};
  if (run === undefined || window === undefined || owner === undefined) {
    throw ApplicationFailure.nonRetryable(
      `A window is exported by its ${EXTRACT_ACTIVITIES} only; start that one, with a request for the window`,
      FAILURE.invalidRequest,
    );
  }
  const { replacements, redownloads } = run.policy;
  const first: WindowState = { phase: 'look', budget: { replacements, redownloads } };
  return new WindowRun({ run, window, owner, mayHalve }, resumed ?? first);
}

async function drive(run: WindowRun): Promise<WindowOutcome> {
  for (;;) {
    const { state } = run;
    if (state.phase === 'done') return state.outcome;
    throwIfCancelled();
    if (eventBudgetSpent(run.policy.eventBudget)) {
      await continueAsNew<typeof exportWindow>(run.input, state);
    }
    run.state = await step(run, state);
  }
}

function step(
  run: WindowRun,
  state: Exclude<WindowState, { phase: 'done' }>,
): Promise<WindowState> {
  switch (state.phase) {
    case 'look':
      return look(run, state);
    case 'takeOver':
      return takeOver(run, state);
    case 'create':
      return create(run, state);
    case 'claim':
      return claim(run, state);
    case 'enqueue':
      return enqueue(run, state);
    case 'poll':
      return poll(run, state);
    case 'download':
      return download(run, state);
    case 'verify':
      return verify(run, state);
    case 'publish':
      return publish(run, state);
  }
}
