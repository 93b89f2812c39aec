/** What differs between two schedules, member by member. */
import { isJsonObject } from '../../interface/members.ts';
import { memberPath } from '../../interface/fault.ts';
import type { StandingSchedule } from './standing.ts';

export interface ScheduleChange {
  /** As in a fault: `spec.calendars[0].hour`, `request.filter.createdAt.count`. */
  readonly member: string;
  /** Absent: there was none. */
  readonly before?: unknown;
  /** Absent: there is none now. */
  readonly after?: unknown;
}

/** Empty when the two are the same; the order of an object's members does not count. */
export function scheduleChanges(
  before: StandingSchedule,
  after: StandingSchedule,
): readonly ScheduleChange[] {
  return [...compare(before.file, after.file, ''), ...compare(before.other, after.other, '')];
}

function compare(before: unknown, after: unknown, member: string): ScheduleChange[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      compare(before[name], after[name], memberPath(member, name)),
    );
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((element, index) =>
      compare(element, after[index], memberPath(member, index)),
    );
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [
    {
      member,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}
