import type { Client, ScheduleSummary } from '@temporalio/client';
import { formatDate } from '../../domain/instant.ts';
import { EXTRACT_ACTIVITIES } from '../../interface/names.ts';
import { isAway, reasonOf, unreachable } from '../service-errors.ts';

export interface ListedSchedule {
  readonly scheduleId: string;
  readonly paused: boolean;
  readonly note?: string;
  /** ISO-8601; absent when nothing more comes due. */
  readonly nextRun?: string;
  /** ISO-8601: when the last one was started. */
  readonly lastRun?: string;
  readonly lastWorkflowId?: string;
}

/** Every schedule of the namespace that starts extractions, by id. The server's list lags a moment behind. */
export async function listSchedules(client: Client): Promise<readonly ListedSchedule[]> {
  const listed: ListedSchedule[] = [];
  try {
    for await (const summary of client.schedule.list()) {
      if (summary.action?.workflowType === EXTRACT_ACTIVITIES) listed.push(toldBy(summary));
    }
  } catch (error) {
    if (isAway(error)) throw unreachable(client, reasonOf(error), error);
    throw error;
  }
  return listed.toSorted((a, b) => (a.scheduleId < b.scheduleId ? -1 : 1));
}

function toldBy({ scheduleId, state, info }: ScheduleSummary): ListedSchedule {
  const { note } = state;
  const [next] = info.nextActionTimes;
  const last = info.recentActions.at(-1);
  return {
    scheduleId,
    paused: state.paused,
    ...(note === undefined || note === '' ? {} : { note }),
    ...(next === undefined ? {} : { nextRun: formatDate(next) }),
    ...(last === undefined
      ? {}
      : {
          lastRun: formatDate(last.takenAt),
          lastWorkflowId: last.action.workflow.workflowId,
        }),
  };
}
