import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALENDAR_FIELDS, CALENDAR_MEMBERS } from '../../../src/interface/schedule-calendar.ts';
import { readCron } from '../../../src/interface/schedule-cron.ts';
import { scheduleJsonSchema } from '../../../src/interface/schedule-schema.ts';
import { parseSchedule } from '../../../src/interface/schedule.ts';
import type { ScheduleFile } from '../../../src/interface/schedule.ts';
import {
  calendarRanges,
  calendarText,
  calendarValues,
} from '../../../src/interface/schedule-values.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const DAYS = { previous: 'day', count: 7, timeZone: 'America/Chicago' };
const REQUEST = { filter: { createdAt: DAYS }, dataset: 'nightly' };

const CRON = 'spec.cronExpressions[0]';
const EVERY = 'spec.intervals[0].every';
const OVERLAP = 'policies.overlap';
const PERIOD = 'request.filter.createdAt';

type Members = Readonly<Record<string, unknown>>;

function file(more: Members = {}): Members {
  return {
    scheduleId: 'nightly',
    spec: { calendars: [{ hour: 6, minute: 15 }] },
    request: REQUEST,
    ...more,
  };
}

function accepted(input: unknown): ScheduleFile {
  const parsed = parseSchedule(input, { now: NOW });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.file;
}

function faults(input: unknown): Record<string, string> {
  const parsed = parseSchedule(input, { now: NOW });
  const told = parsed.ok ? [] : parsed.faults;
  return Object.fromEntries(told.map(({ path, message }) => [path, message]));
}

describe('the file of a schedule', () => {
  it('has every default filled in: runs of the request’s time zone, one of them kept waiting', () => {
    expect(accepted(file())).toEqual({
      scheduleId: 'nightly',
      spec: {
        calendars: [{ minute: '15', hour: '6' }],
        timeZone: 'America/Chicago',
        jitter: 'PT0S',
      },
      policies: { overlap: 'BUFFER_ONE', catchupWindow: 'P1D', pauseOnFailure: false },
      workflowId: 'nightly',
      taskQueue: 'marketo-activity-extract',
      request: REQUEST,
    });
  });

  it.each([
    ['hour', 'PT1H'],
    ['day', 'P1D'],
    ['week', 'P7D'],
    ['month', 'P31D'],
  ])('lets a run for the previous %s start up to %s late', (previous, catchupWindow) => {
    const request = { filter: { createdAt: { previous, count: 3 } } };
    expect(accepted(file({ request })).policies.catchupWindow).toBe(catchupWindow);
  });

  it('read again as it was told is the same', () => {
    const told = accepted(
      file({
        spec: {
          cronExpressions: ['*/20 6-18/4 * * MON-FRI'],
          intervals: [{ every: 'PT90M' }],
          skip: [{ month: 'DEC', dayOfMonth: '24-26', hour: '*', comment: 'Christmas' }],
          timeZone: 'Europe/Berlin',
          jitter: 'PT5M',
          startAt: '2026-10-01T00:00:00+02:00',
          endAt: '2027-10-01T00:00:00Z',
        },
        policies: { overlap: 'SKIP', catchupWindow: 'PT10M', pauseOnFailure: true },
        workflowId: 'extract-nightly',
        taskQueue: 'elsewhere',
      }),
    );
    expect(accepted(told)).toEqual(told);
    expect(accepted(accepted(file()))).toEqual(accepted(file()));
    expect(told.spec).toMatchObject({
      calendars: [{ minute: '*/20', hour: '6-18/4', dayOfWeek: 'MON-FRI' }],
      intervals: [{ every: 'PT1H30M', offset: 'PT0S' }],
      skip: [{ hour: '*', dayOfMonth: '24-26', month: 'DEC', comment: 'Christmas' }],
      startAt: '2026-09-30T22:00:00Z',
    });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['no object', [], '', /JSON object/],
    ['a misspelt member', file({ taskqueue: 'q' }), 'taskqueue', /Did you mean "taskQueue"/],
    ['an id with a blank', file({ scheduleId: 'a b' }), 'scheduleId', /letters/],
    ['no spec', file({ spec: undefined }), 'spec', /is missing/],
    ['a spec without a time', file({ spec: {} }), 'spec', /says no time/],
    [
      'Temporal’s spelling of the time zone',
      spec({ timezone: 'UTC' }),
      'spec.timezone',
      /"timeZone"/,
    ],
    ['an abbreviated zone', spec({ timeZone: 'CST' }), 'spec.timeZone', /abbreviation/],
    ['hour 24', spec({ calendars: [{ hour: 24 }] }), 'spec.calendars[0].hour', /0 to 23/],
    ['a calendar without a time', spec({ calendars: [{}] }), 'spec.calendars[0]', /says no time/],
    ['a misspelt unit', spec({ calendars: [{ hours: 6 }] }), 'spec.calendars[0]', /"hour"/],
    ['six cron fields', spec({ cronExpressions: ['0 15 6 * * *'] }), CRON, /five fields/],
    ['both kinds of days', spec({ cronExpressions: ['15 6 1 * MON'] }), CRON, /two expressions/],
    ['every five minutes as text', spec({ intervals: [{ every: '5m' }] }), EVERY, /"PT5M"/],
    ['an interval of months', spec({ intervals: [{ every: 'P1M' }] }), EVERY, /no fixed length/],
    ['an end that has passed', spec({ endAt: '2026-01-01T00:00:00Z' }), 'spec.endAt', /has passed/],
    ['a policy that terminates', policy('TERMINATE_OTHER'), OVERLAP, /leaves its jobs at Marketo/],
    ['a policy that cancels', policy('CANCEL_OTHER'), OVERLAP, /cancels the run/],
    ['a policy that nobody knows', policy('WAIT'), OVERLAP, /SKIP, BUFFER_ONE/],
    ['no request', file({ request: undefined }), 'request', /is missing/],
    ['a wrong request', request({ dataset: '../x' }), 'request.dataset', /cannot name a dataset/],
    ['a newer request', request({ version: 9 }), 'request.version', /update it/],
    ['fixed dates', period({ startAt: '2026-10-01T00:00:00Z' }), PERIOD, /would ask for the same/],
    ['no count', period({ previous: 'day' }), `${PERIOD}.count`, /Write "count": 7/],
    ['no count of hours', period({ previous: 'hour' }), `${PERIOD}.count`, /Write "count": 48/],
    ['asOf', request({ asOf: '2026-11-01T00:00:00Z' }), 'request.asOf', /leave it out/],
  ])('is refused with %s', (_what, input, path, message) => {
    expect(faults(input)[path]).toMatch(message);
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'is refused with the word %s in any place',
    (word) => {
      const wrong = {
        ...file({ scheduleId: `/${word}`, taskQueue: { [word]: 1 } }),
        spec: { cronExpressions: [word], calendars: [{ hour: word }, word], timeZone: word },
        policies: { overlap: word },
        request: { filter: { createdAt: { previous: word } } },
      };
      expect(Object.keys(faults(wrong)).length).toBeGreaterThan(6);
      expect(JSON.stringify(faults(wrong))).not.toContain('native code');
    },
  );

  it('is refused with every fault at once', () => {
    const wrong = {
      scheduleId: '',
      spec: { jitter: 'P2D', calendars: [{ hour: 24 }, { minute: 60 }] },
      policies: { overlap: 'TERMINATE_OTHER', catchupWindow: 'PT1S' },
      request: { filter: { createdAt: { previous: 'dya' } }, asOf: 'now' },
    };
    expect(Object.keys(faults(wrong)).sort()).toEqual([
      'policies.catchupWindow',
      'policies.overlap',
      'request.asOf',
      'request.filter.createdAt.count',
      'request.filter.createdAt.previous',
      'scheduleId',
      'spec.calendars[0].hour',
      'spec.calendars[1].minute',
      'spec.jitter',
    ]);
  });
});

describe('a cron expression', () => {
  it.each([
    ['15 6 * * *', { minute: '15', hour: '6' }],
    ['0 0 * * 7', { dayOfWeek: 'SUN' }],
    [
      '5/20 * 1,15 jan-mar *',
      { minute: '5-45/20', hour: '*', dayOfMonth: '1,15', month: 'JAN-MAR' },
    ],
    ['0,1,2,30 9-17 * * Mon,wednesday', { minute: '0-2,30', hour: '9-17', dayOfWeek: 'MON,WED' }],
    ['@daily', { hour: '0' }],
    ['@hourly', { hour: '*' }],
  ])('%s is the calendar %j', (expression, calendar) => {
    expect(readCron(expression)).toEqual({ ok: true, calendar });
  });

  it.each(['', '* * * *', '60 * * * *', '* 5-3 * * *', '*/0 * * * *', 'a * * * *', '1-* * * * *'])(
    '%j is refused',
    (expression) => {
      expect(readCron(expression).ok).toBe(false);
    },
  );
});

describe('docs/schedule.schema.json', () => {
  const target = new URL('../../../docs/schedule.schema.json', import.meta.url);
  const schema = JSON.parse(readFileSync(target, 'utf8')) as object;
  const takes = new Ajv2020({ strict: false }).compile(schema);

  it('is what the schema generates (npm run generate)', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(scheduleJsonSchema())));
  });

  it('takes a file and what it is told as, and refuses unknown members and policies', () => {
    expect(takes(file())).toBe(true);
    expect(takes(accepted(file()))).toBe(true);
    expect(takes(file({ id: 'x' }))).toBe(false);
    expect(takes(policy('TERMINATE_OTHER'))).toBe(false);
  });
});

it('any set of values is one text, which means that set, and ranges that hold it and no more', () => {
  const cases = fc.constantFrom(...CALENDAR_MEMBERS).chain((member) => {
    const { min, max } = CALENDAR_FIELDS[member];
    const values = fc.uniqueArray(fc.integer({ min, max }), { minLength: 1 });
    return fc.tuple(fc.constant(member), values);
  });
  fc.assert(
    fc.property(cases, ([member, unsorted]) => {
      const values = unsorted.toSorted((a, b) => a - b);
      expect(calendarValues(calendarText(values, member), member)).toEqual({ ok: true, values });
      const held = calendarRanges(values, member).flatMap(({ start, end, step }) =>
        Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step),
      );
      expect(held).toEqual(values);
    }),
  );
});

function spec(more: Members): Members {
  const time = 'calendars' in more || 'cronExpressions' in more || 'intervals' in more;
  return file({ spec: { ...(time ? {} : { calendars: [{ hour: 6 }] }), ...more } });
}

function policy(overlap: string): Members {
  return file({ policies: { overlap } });
}

function request(more: Members): Members {
  return file({ request: { ...REQUEST, ...more } });
}

function period(createdAt: Members): Members {
  return file({ request: { filter: { createdAt } } });
}
