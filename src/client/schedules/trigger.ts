import type { Client, ScheduleDescription } from '@temporalio/client';
import type { Overlap } from '../../interface/schedule-shape.ts';
import { describeOurs, withScheduleErrors } from './guarded.ts';
import { untilTrue } from './until-true.ts';

export type TriggeredSchedule =
  | {
      readonly outcome: 'started';
      readonly scheduleId: string;
      readonly workflowId: string;
      readonly runId: string;
    }
  /** `buffered`: starts after the run under way. `skipped`: not at all. `asked`: the server has not acted yet. */
  | { readonly outcome: 'buffered' | 'skipped' | 'asked'; readonly scheduleId: string };

/**
 * One run now, also of a paused schedule; its period ends before now. Default overlap `ALLOW_ALL`: it starts beside a
 * run under way, and the ledger keeps the two from paying for the same window.
 */
export function triggerSchedule(
  client: Client,
  scheduleId: string,
  { overlap = 'ALLOW_ALL' }: { readonly overlap?: Overlap } = {},
): Promise<TriggeredSchedule> {
  return withScheduleErrors(client, scheduleId, async (handle) => {
    const before = await describeOurs(handle);
    await handle.trigger(overlap);
    const after = await untilTrue(
      () => handle.describe(),
      (described) => outcomeOf(before, described) !== undefined,
    );
    return { scheduleId, ...(outcomeOf(before, after) ?? { outcome: 'asked' }) };
  });
}

function outcomeOf(before: ScheduleDescription, after: ScheduleDescription) {
  if (after.info.numActionsTaken > before.info.numActionsTaken) {
    const last = after.info.recentActions.at(-1);
    if (last !== undefined) {
      const { workflowId, firstExecutionRunId: runId } = last.action.workflow;
      return { outcome: 'started', workflowId, runId } as const;
    }
  }
  if (after.info.numActionsSkippedOverlap > before.info.numActionsSkippedOverlap) {
    return { outcome: 'skipped' } as const;
  }
  const buffered = Number(after.raw.info?.bufferSize ?? 0);
  return buffered > Number(before.raw.info?.bufferSize ?? 0)
    ? ({ outcome: 'buffered' } as const)
    : undefined;
}
