/** From a schedule as it is to stand to what Temporal's client sends. */
import { DAYS_OF_WEEK, MONTHS } from '@temporalio/client';
import type { CalendarSpec, ScheduleOverlapPolicy, ScheduleSpec } from '@temporalio/client';
import type { ScheduleUpdateOptions } from '@temporalio/client';
import { parseIsoDuration } from '../../interface/iso-duration.ts';
import { EXTRACT_ACTIVITIES } from '../../interface/names.ts';
import { CALENDAR_MEMBERS } from '../../interface/schedule-calendar.ts';
import type { Calendar, CalendarMember } from '../../interface/schedule-calendar.ts';
import type { ScheduleFile } from '../../interface/schedule.ts';
import { calendarRanges, calendarValues } from '../../interface/schedule-values.ts';
import type { StandingSchedule } from './standing.ts';

/** Everything but `state`: whether it is paused is not the file's business. */
export function encodeSchedule({
  file,
  other,
}: StandingSchedule): Omit<ScheduleUpdateOptions, 'state'> {
  const { policies, workflowId, taskQueue, request } = file;
  return {
    spec: encodeSpec(file.spec),
    action: {
      type: 'startWorkflow',
      workflowType: EXTRACT_ACTIVITIES,
      workflowId,
      taskQueue,
      // Without asOf: each run goes by the time that the schedule means for it.
      args: [request],
      staticSummary: String(other.staticSummary),
      staticDetails: String(other.staticDetails),
    },
    policies: {
      // One of `OVERLAPS`: a file with any other is refused.
      overlap: policies.overlap as ScheduleOverlapPolicy,
      catchupWindow: milliseconds(policies.catchupWindow),
      pauseOnFailure: policies.pauseOnFailure,
    },
  };
}

function encodeSpec({
  calendars = [],
  intervals = [],
  skip = [],
  timeZone,
  jitter,
  startAt,
  endAt,
}: ScheduleFile['spec']): ScheduleSpec {
  return {
    calendars: calendars.map(encodeCalendar),
    intervals: intervals.map(({ every, offset }) => ({
      every: milliseconds(every),
      offset: milliseconds(offset),
    })),
    skip: skip.map(encodeCalendar),
    timezone: timeZone,
    jitter: milliseconds(jitter),
    ...(startAt === undefined ? {} : { startAt: new Date(startAt) }),
    ...(endAt === undefined ? {} : { endAt: new Date(endAt) }),
  };
}

function encodeCalendar({ comment, ...calendar }: Calendar): CalendarSpec {
  const members = CALENDAR_MEMBERS.flatMap((member) => {
    const text = calendar[member];
    return text === undefined || text === '*' ? [] : [[member, encodeField(text, member)] as const];
  });
  const every = CALENDAR_MEMBERS.filter((member) => calendar[member] === '*');
  return {
    ...Object.fromEntries(every.map((member) => [member, '*'])),
    ...Object.fromEntries(members),
    ...(comment === undefined ? {} : { comment }),
  };
}

function encodeField(text: string, member: CalendarMember) {
  const read = calendarValues(text, member);
  const ranges = read.ok ? calendarRanges(read.values, member) : [];
  return ranges.map(({ start, end, step }) => ({
    start: nameOf(start, member),
    end: nameOf(end, member),
    step,
  }));
}

function nameOf(value: number, member: CalendarMember) {
  if (member === 'month') return MONTHS[value - 1];
  return member === 'dayOfWeek' ? DAYS_OF_WEEK[value] : value;
}

function milliseconds(duration: string): number {
  const read = parseIsoDuration(duration);
  if (!read.ok) throw new RangeError(`Not a duration: ${duration}`);
  return read.seconds * 1000;
}
