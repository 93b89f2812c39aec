import { CancellationScope, CancelledFailure, workflowInfo } from '@temporalio/workflow';

/** True when the history is long enough that the run should continue as new at the next quiet moment. */
export function eventBudgetSpent(eventBudget: number): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength >= eventBudget || continueAsNewSuggested;
}

/** A cancel that has arrived must be served by this run: the next one would not know of it. */
export function throwIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled');
}
