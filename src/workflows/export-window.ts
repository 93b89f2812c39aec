/** One window, one Marketo job: from the ledger's word to a published file (design §4). */
import { CancelledFailure, continueAsNew, isCancellation } from '@temporalio/workflow';
import type { WindowInput, WindowOutcome } from '../interface/steps.ts';
import { eventBudgetSpent, throwIfCancelled } from './event-budget.ts';
import { toWorkflowFailure, wasCancelled } from './failures.ts';
import { leaveJob } from './leave-job.ts';
import { poll } from './poll.ts';
import { download, publish, verify } from './steps-after-completion.ts';
import { claim, create, enqueue, look } from './steps-before-paying.ts';
import { WindowRun } from './window-run.ts';
import type { WindowState } from './window-state.ts';

/**
 * Workflow `exportWindow`, the child of `extractActivities`.
 *
 * @param resumed where the run stands, when it has continued as new
 */
export async function exportWindow(
  input: WindowInput,
  resumed?: WindowState,
): Promise<WindowOutcome> {
  const { replacements, redownloads } = input.run.policy;
  const run = new WindowRun(
    input,
    resumed ?? { phase: 'look', budget: { replacements, redownloads } },
  );
  try {
    return await drive(run);
  } catch (error) {
    if (!wasCancelled(error)) throw toWorkflowFailure(error);
    await leaveJob(run);
    throw isCancellation(error) ? error : new CancelledFailure('cancelled');
  }
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
