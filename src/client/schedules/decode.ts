/** From what Temporal says of a schedule to the words of its file. */
import { DAYS_OF_WEEK, MONTHS } from '@temporalio/client';
import type { CalendarSpecDescription, ScheduleDescription } from '@temporalio/client';
import { formatDate } from '../../domain/instant.ts';
import { formatIsoDuration } from '../../interface/iso-duration.ts';
import { CALENDAR_MEMBERS, tidyCalendar } from '../../interface/schedule-calendar.ts';
import type { Calendar, CalendarMember } from '../../interface/schedule-calendar.ts';
import { withoutEmpty } from '../../interface/schedule.ts';
import type { ScheduleFile } from '../../interface/schedule.ts';
import { calendarText } from '../../interface/schedule-values.ts';
import type { StandingSchedule } from './standing.ts';

/** Cron texts come back as calendars: the server keeps nothing else. */
export function decodeSchedule(described: ScheduleDescription): StandingSchedule {
  const { scheduleId, action, policies } = described;
  return {
    file: {
      scheduleId,
      spec: decodeSpec(described.spec),
      policies: {
        overlap: policies.overlap ?? 'SKIP',
        catchupWindow: duration(policies.catchupWindow),
        pauseOnFailure: policies.pauseOnFailure,
      },
      workflowId: action.workflowId,
      taskQueue: action.taskQueue,
      request: action.args?.[0] ?? null,
    },
    other: otherMembers(described),
  };
}

function decodeSpec(spec: ScheduleDescription['spec']): ScheduleFile['spec'] {
  const { timezone, jitter, startAt, endAt } = spec;
  const lists = {
    calendars: (spec.calendars ?? []).map(decodeCalendar),
    intervals: (spec.intervals ?? []).map(({ every, offset }) => ({
      every: duration(every),
      offset: duration(offset),
    })),
    skip: (spec.skip ?? []).map(decodeCalendar),
  };
  return {
    ...withoutEmpty(lists),
    timeZone: timezone === undefined || timezone === '' ? 'UTC' : timezone,
    jitter: duration(jitter),
    ...(startAt === undefined ? {} : { startAt: formatDate(startAt) }),
    ...(endAt === undefined ? {} : { endAt: formatDate(endAt) }),
  };
}

function decodeCalendar({ comment, ...described }: CalendarSpecDescription): Calendar {
  const members = CALENDAR_MEMBERS.map((member) => {
    const values = new Set<number>();
    for (const { start, end, step } of described[member]) {
      const last = valueOf(end, member);
      for (let value = valueOf(start, member); value <= last; value += step) values.add(value);
    }
    const ascending = [...values].toSorted((a, b) => a - b);
    return [member, values.size === 0 ? '*' : calendarText(ascending, member)] as const;
  });
  return tidyCalendar({ ...Object.fromEntries(members), ...(comment ? { comment } : {}) });
}

function valueOf(value: number | string, member: CalendarMember): number {
  if (typeof value === 'number') return value;
  const names: readonly string[] = member === 'month' ? MONTHS : DAYS_OF_WEEK;
  return names.indexOf(value) + (member === 'month' ? 1 : 0);
}

/** What `apply` takes away, for no file can say it. */
function otherMembers({ action, raw }: ScheduleDescription): Record<string, unknown> {
  const { args = [], memo, retry, priority } = action;
  const searchAttributes = raw.schedule?.action?.startWorkflow?.searchAttributes?.indexedFields;
  const { staticSummary, staticDetails } = action;
  const members = {
    furtherArguments: args.length > 1 ? args.slice(1) : undefined,
    staticSummary,
    staticDetails,
    workflowExecutionTimeout: timeout(action.workflowExecutionTimeout),
    workflowRunTimeout: timeout(action.workflowRunTimeout),
    workflowTaskTimeout: taskTimeout(action.workflowTaskTimeout),
    retry,
    memo: isEmpty(memo) ? undefined : memo,
    searchAttributes: namesOf(searchAttributes),
    priority: isEmpty(priority) ? undefined : priority,
    // The client's own description leaves it out.
    keepOriginalWorkflowId: raw.schedule?.policies?.keepOriginalWorkflowId || undefined,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** Their values are of many types; that they are there is enough to tell. */
function namesOf(members: object | null | undefined): string[] | undefined {
  const names = Object.keys(members ?? {});
  return names.length === 0 ? undefined : names;
}

function isEmpty(value: object | undefined): boolean {
  return value === undefined || Object.values(value).every((member) => member === undefined);
}

/** The Temporal CLI writes the server's own ten seconds down. */
function taskTimeout(milliseconds: unknown): string | undefined {
  const given = timeout(milliseconds);
  return given === 'PT10S' ? undefined : given;
}

/** None and 0 mean the same. */
function timeout(milliseconds: unknown): string | undefined {
  return Number(milliseconds ?? 0) === 0 ? undefined : duration(milliseconds);
}

function duration(milliseconds: unknown): string {
  return formatIsoDuration(Math.round(Number(milliseconds ?? 0) / 1000));
}
