import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';

const SCHEDULED_START = defineSearchAttributeKey(
  'TemporalScheduledStartTime',
  SearchAttributeType.DATETIME,
);

/**
 * "Now" for the request: the time a schedule meant, else the start of the first run; both survive continue-as-new.
 * Never the clock at execution: a late or repeated run must ask for the same period.
 */
export function referenceTimeMs(): number {
  const { typedSearchAttributes, startTime } = workflowInfo();
  return (typedSearchAttributes.get(SCHEDULED_START) ?? startTime).getTime();
}
