/** What `init schedule` writes. */
import { scheduleJsonSchema } from '../../interface/schedule-schema.ts';
import { commentedJson } from './commented-json.ts';
import { REQUEST_EXAMPLES, REQUEST_OMITTED } from './request-file.ts';

const inRequest = (path: string) => `request.${path}`;

/** Members that are shown as comments, and have no default of their own. */
const SCHEDULE_EXAMPLES: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    Object.entries(REQUEST_EXAMPLES).map(([path, value]) => [inRequest(path), value]),
  ),
  workflowId: 'nightly',
  taskQueue: 'marketo-activity-extract',
  'spec.calendars': [{ hour: 6, minute: 15 }],
  'spec.cronExpressions': ['15 6 * * *'],
  'spec.intervals': [{ every: 'PT6H', offset: 'PT15M' }],
  'spec.skip': [{ dayOfWeek: 'SUN', hour: '*' }],
  'spec.timeZone': 'America/Chicago',
  'spec.startAt': '2026-01-01T00:00:00Z',
  'spec.endAt': '2099-12-31T23:59:59Z',
  'policies.catchupWindow': 'P1D',
};

/** A schedule refuses a fixed reference time. */
export const SCHEDULE_OMITTED = [...REQUEST_OMITTED, 'asOf'].map(inRequest);

const HEAD = [
  'A schedule. Lines that begin with // are comments; a comma behind the last member does no harm.',
  'Members that are comments show their default or an example: take the // away to set one.',
  'docs/scheduling.md tells all of them.',
];

/** When a run has its last period whole and settled, whatever the time zone; and how many periods heal what was missed. */
const TIMES: Readonly<Record<string, { readonly calendar: object; readonly count: number }>> = {
  hour: { calendar: { hour: '*', minute: 15 }, count: 48 },
  day: { calendar: { hour: 6, minute: 15 }, count: 7 },
  week: { calendar: { dayOfWeek: 'MON', hour: 6, minute: 15 }, count: 4 },
  month: { calendar: { dayOfMonth: 1, hour: 6, minute: 15 }, count: 3 },
};

/** A schedule around `request`, whose period may lack its count. */
export function scheduleObject(scheduleId: string, request: Readonly<Record<string, unknown>>) {
  const filter = membersOf(request.filter);
  const { previous = 'day', count, timeZone = 'UTC' } = membersOf(filter.createdAt);
  const times = TIMES[String(previous)] ?? TIMES.day;
  const createdAt = { previous, count: count ?? times?.count, timeZone };
  return {
    scheduleId,
    spec: { calendars: [times?.calendar] },
    request: {
      ...request,
      filter: { ...filter, createdAt },
      dataset: request.dataset ?? scheduleId,
    },
  };
}

/** The schedule as a file to be edited. */
export function scheduleFile(schedule: Readonly<Record<string, unknown>>): string {
  return commentedJson(
    {
      schema: scheduleJsonSchema(),
      values: schedule,
      examples: SCHEDULE_EXAMPLES,
      omitted: new Set(SCHEDULE_OMITTED),
    },
    HEAD,
  );
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
