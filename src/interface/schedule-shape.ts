/** The members of a schedule's file, each by itself. Rules across members are in `schedule-rules.ts`. */
import { z } from 'zod';
import { quote } from './fault.ts';
import { listOf } from './lists.ts';
import { timeZoneText } from './relative-shape.ts';
import { durationText, instantText, plainText, wants } from './scalars.ts';
import { CALENDAR_FIELDS, CALENDAR_MEMBERS, tidyCalendar } from './schedule-calendar.ts';
import type { Calendar, CalendarMember } from './schedule-calendar.ts';
import { readCron } from './schedule-cron.ts';
import { didYouMean } from './spelling.ts';
import { calendarText, calendarValues } from './schedule-values.ts';

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 366 * DAY_SECONDS;
/** Temporal's own least catch-up window. */
const MIN_CATCHUP_SECONDS = 10;

/** Also what a UI link, a shell and a file name take without quotes. */
const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Policies that leave a run under way alone. */
export const OVERLAPS = ['SKIP', 'BUFFER_ONE', 'BUFFER_ALL', 'ALLOW_ALL'] as const;
export type Overlap = (typeof OVERLAPS)[number];

/** What is wrong with the policies that end a run. */
export const HARMFUL_OVERLAPS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    CANCEL_OTHER:
      'cancels the run under way and its jobs at Marketo: a run that waits for tomorrow’s quota would never get there',
    TERMINATE_OTHER:
      'ends the run under way and leaves its jobs at Marketo in the queue, where they hold places and spend quota',
  }),
);

const calendarField = (member: CalendarMember) =>
  z
    .union([z.int(), z.string()], { error: wants('a number or a text such as "6-18/4"') })
    .transform((value, context) => {
      const read = calendarValues(String(value), member);
      if (read.ok) return calendarText(read.values, member);
      context.addIssue(read.message);
      return z.NEVER;
    })
    .optional();

const calendar = z
  .strictObject(
    {
      second: calendarField('second'),
      minute: calendarField('minute'),
      hour: calendarField('hour'),
      dayOfMonth: calendarField('dayOfMonth'),
      month: calendarField('month'),
      year: calendarField('year'),
      dayOfWeek: calendarField('dayOfWeek'),
      comment: plainText('a text').optional(),
    },
    {
      error: ({ code, input, keys }) =>
        code === 'unrecognized_keys'
          ? refuseMembers(keys, [...CALENDAR_MEMBERS, 'comment'])
          : wants('an object such as {"hour": 6, "minute": 15}')({ input }),
    },
  )
  .refine((one) => CALENDAR_MEMBERS.some((member) => one[member] !== undefined), {
    error: 'says no time; write for instance {"hour": 6, "minute": 15}',
  })
  .transform((one) => tidyCalendar(said(one)));

function refuseMembers(given: unknown, known: readonly string[]): string {
  const [name = ''] = Array.isArray(given) ? given.map(String) : [];
  const hint = didYouMean(name, known) || ` Known here: ${known.join(', ')}`;
  return `has the member ${quote(name)}, which is not known.${hint}`;
}

function said(one: { readonly [K in keyof Calendar]?: string | undefined }): Calendar {
  return Object.fromEntries(Object.entries(one).filter(([, text]) => text !== undefined));
}

const interval = z.strictObject(
  {
    every: durationText({ min: MINUTE_SECONDS, max: YEAR_SECONDS, example: 'PT6H' }),
    offset: durationText({ min: 0, max: YEAR_SECONDS, example: 'PT15M' }).prefault('PT0S'),
  },
  {
    error: ({ code, input, keys }) =>
      code === 'unrecognized_keys'
        ? refuseMembers(keys, ['every', 'offset'])
        : wants('an object such as {"every": "PT6H", "offset": "PT15M"}')({ input }),
  },
);

const cron = z
  .string({ error: wants('a text such as "15 6 * * *"') })
  .transform((text, context) => {
    const read = readCron(text);
    if (read.ok) return read.calendar;
    context.addIssue(read.message);
    return z.NEVER;
  });

const EMPTY = 'leave it out, or say a time';

export const SPEC_SHAPE = {
  calendars: listOf(calendar, 'a list such as [{"hour": 6, "minute": 15}]', EMPTY)
    .optional()
    .meta({
      description: `Times by the clock of timeZone. Members: ${Object.entries(CALENDAR_FIELDS)
        .map(([member, { fallback }]) => `${member} (default "${fallback}")`)
        .join(', ')}, comment.`,
    }),
  cronExpressions: listOf(cron, 'a list such as ["15 6 * * *"]', EMPTY)
    .optional()
    .meta({ description: 'The same as calendars, as cron writes it; five fields.' }),
  intervals: listOf(interval, 'a list such as [{"every": "PT6H", "offset": "PT15M"}]', EMPTY)
    .optional()
    .meta({ description: 'Every so long since 1970-01-01T00:00:00Z, plus the offset.' }),
  skip: listOf(calendar, 'a list such as [{"dayOfWeek": "SUN", "hour": "*"}]', EMPTY)
    .optional()
    .meta({ description: 'Times, as in calendars, at which nothing starts.' }),
  timeZone: timeZoneText.optional().meta({
    description:
      'IANA name of the time zone of calendars, cronExpressions and skip; default: that of the request.',
  }),
  jitter: durationText({ min: 0, max: DAY_SECONDS, example: 'PT10M' }).prefault('PT0S').meta({
    description: 'A run starts up to so much later than its time; its period does not move.',
  }),
  startAt: instantText('start').optional().meta({ description: 'Nothing starts before it.' }),
  endAt: instantText('end').optional().meta({ description: 'Nothing starts after it.' }),
};

export const POLICIES_SHAPE = {
  overlap: z
    .enum(OVERLAPS, { error: ({ input }) => refuseOverlap(input) })
    .prefault('BUFFER_ONE')
    .meta({ description: 'What to do with a run that comes due while one is under way.' }),
  catchupWindow: durationText({ min: MIN_CATCHUP_SECONDS, max: YEAR_SECONDS, example: 'P1D' })
    .optional()
    .meta({
      description:
        'How late a run still starts after an outage of Temporal; default: one unit of the relative period.',
    }),
  pauseOnFailure: z
    .boolean({ error: wants('true or false') })
    .prefault(false)
    .meta({ description: 'Pause the schedule when a run fails or times out.' }),
};

function refuseOverlap(input: unknown): string {
  const reason = HARMFUL_OVERLAPS.get(String(input));
  return reason === undefined
    ? wants(OVERLAPS.join(', '))({ input })
    : `${String(input)} ${reason}; write "BUFFER_ONE"`;
}

export const SCHEDULE_SHAPE = {
  scheduleId: z
    .string({ error: wants('a name, such as "nightly"') })
    .regex(ID_PATTERN, {
      error:
        'must be 1 to 100 letters (A-Z, a-z), digits, "_", "-" and ".", with a letter or digit first',
    })
    .meta({ description: 'Id of the schedule.' }),
  workflowId: plainText('a workflow id')
    .min(1, { error: 'is empty; leave it out for the id of the schedule' })
    .max(200, { error: 'has more than 200 characters' })
    .optional()
    .meta({
      description:
        'Runs are called so, with "-" and their time behind it; default: the id of the schedule.',
    }),
  taskQueue: plainText('the name of a task queue')
    .min(1, { error: 'is empty; leave it out for the default' })
    .optional()
    .meta({
      description:
        'Task queue of the workers; default: --task-queue, EXTRACT_TASK_QUEUE, else marketo-activity-extract.',
    }),
};
