import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import type { ResolveInput } from '../interface/steps.ts';
import type { ClaimOwner } from '../ledger/types.ts';

const SCHEDULED_START = defineSearchAttributeKey(
  'TemporalScheduledStartTime',
  SearchAttributeType.DATETIME,
);

/**
 * "Now" for the request: the time a schedule meant, else the start of the first run; and that start itself. Both
 * survive continue-as-new and reset. Never the clock at execution: a late or repeated run must ask for the same period.
 */
function runTimes(): { referenceTimeMs: number; startTimeMs: number } {
  const { typedSearchAttributes, startTime } = workflowInfo();
  const scheduled = typedSearchAttributes.get(SCHEDULED_START) ?? startTime;
  return { referenceTimeMs: scheduled.getTime(), startTimeMs: startTime.getTime() };
}

/** Who this run is in claims: its id and the first run of its chain, the same after continue-as-new and reset. */
export function runOwner(): ClaimOwner {
  const { workflowId, firstExecutionRunId: firstRunId } = workflowInfo();
  return { workflowId, firstRunId };
}

/** False after a reset and in a run that has continued as new. */
export function isFirstRun(): boolean {
  const { runId, firstExecutionRunId } = workflowInfo();
  return runId === firstExecutionRunId;
}

export function resolveInput(request: unknown, { dryRun }: { dryRun: boolean }): ResolveInput {
  return { ...runTimes(), self: runOwner(), request, dryRun };
}
