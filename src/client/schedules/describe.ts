import type { Client, ScheduleDescription } from '@temporalio/client';
import { formatDate } from '../../domain/instant.ts';
import type { ScheduleFile } from '../../interface/schedule.ts';
import { decodeSchedule } from './decode.ts';
import { describeOurs, withScheduleErrors } from './guarded.ts';
import { scheduledRuns } from './runs.ts';
import type { ScheduledRun } from './runs.ts';
import { scheduleWarnings } from './warnings.ts';

export interface DescribedSchedule {
  readonly scheduleId: string;
  readonly paused: boolean;
  /** Why it was paused or unpaused last. */
  readonly note?: string;
  /** Of a schedule that was made for so many runs. */
  readonly remainingRuns?: number;
  /** As a file: what `applySchedule` would have been given for it. */
  readonly schedule: ScheduleFile;
  /** What no file can say and `applySchedule` would take away: `workflowRunTimeout`, `retry` and others. */
  readonly other: Readonly<Record<string, unknown>>;
  /** ISO-8601, jitter included. They are what comes due, also while it is paused. */
  readonly nextRuns: readonly string[];
  /** The last ten at most, the oldest first. */
  readonly lastRuns: readonly ScheduledRun[];
  readonly counts: {
    readonly started: number;
    /** Came due while one was under way, and were left out by the overlap policy. */
    readonly skipped: number;
    /** Came due while Temporal was away, longer ago than the catch-up window. */
    readonly missed: number;
    /** Wait for the run under way. */
    readonly buffered: number;
  };
  readonly createdAt: string;
  readonly updatedAt?: string;
  /** One line each. */
  readonly warnings: readonly string[];
}

/** One schedule: how it is set, what it did, what it will do. */
export async function describeSchedule(
  client: Client,
  scheduleId: string,
): Promise<DescribedSchedule> {
  return withScheduleErrors(client, scheduleId, async (handle) => {
    const described = await describeOurs(handle);
    const lastRuns = await scheduledRuns(client, described.info.recentActions);
    return { ...settings(described), ...doings(described), lastRuns };
  });
}

function settings(described: ScheduleDescription) {
  const { scheduleId, state, info } = described;
  const standing = decodeSchedule(described);
  const { note, remainingActions } = state;
  return {
    scheduleId,
    paused: state.paused,
    ...(note === undefined || note === '' ? {} : { note }),
    ...(remainingActions === undefined ? {} : { remainingRuns: remainingActions }),
    schedule: standing.file,
    other: standing.other,
    warnings: scheduleWarnings(standing, info.nextActionTimes, new Date()),
  };
}

function doings({ info, raw }: ScheduleDescription) {
  const { createdAt, lastUpdatedAt } = info;
  return {
    nextRuns: info.nextActionTimes.map(formatDate),
    counts: {
      started: info.numActionsTaken,
      skipped: info.numActionsSkippedOverlap,
      missed: info.numActionsMissedCatchupWindow,
      buffered: Number(raw.info?.bufferSize ?? 0),
    },
    createdAt: formatDate(createdAt),
    ...(lastUpdatedAt === undefined ? {} : { updatedAt: formatDate(lastUpdatedAt) }),
  };
}
