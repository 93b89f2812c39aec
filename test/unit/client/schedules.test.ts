import { describe, expect, it } from 'vitest';
import { scheduleChanges } from '../../../src/client/schedules/changes.ts';
import { healingOf, unsettledSeconds } from '../../../src/client/schedules/healing.ts';
import { standingOf } from '../../../src/client/schedules/standing.ts';
import type { StandingSchedule } from '../../../src/client/schedules/standing.ts';
import { scheduleWarnings } from '../../../src/client/schedules/warnings.ts';
import { parseSchedule } from '../../../src/interface/schedule.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const HOUR_MS = 3_600_000;

function standing(more: object = {}, createdAt: object = { previous: 'day', count: 7 }) {
  const spec = { calendars: [{ hour: 6 }] };
  const input = { scheduleId: 'nightly', spec, request: { filter: { createdAt } }, ...more };
  const parsed = parseSchedule(input, { now: NOW });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return standingOf(parsed.file);
}

function every(hours: number, first = '2026-11-21T06:00:00Z', count = 10): Date[] {
  return Array.from(
    { length: count },
    (_, index) => new Date(Date.parse(first) + index * hours * HOUR_MS),
  );
}

describe('what changes', () => {
  it('is nothing between a schedule and itself, whatever the order of members', () => {
    const other = standing({}, { count: 7, previous: 'day' });
    expect(scheduleChanges(standing(), other)).toEqual([]);
  });

  it.each<[string, StandingSchedule, object[]]>([
    [
      'an hour',
      standing({ spec: { calendars: [{ hour: 7 }] } }),
      [{ member: 'spec.calendars[0].hour', before: '6', after: '7' }],
    ],
    [
      'a second time, as the whole list',
      standing({ spec: { calendars: [{ hour: 6 }, { hour: 18 }] } }),
      [
        {
          member: 'spec.calendars',
          before: [{ hour: '6' }],
          after: [{ hour: '6' }, { hour: '18' }],
        },
      ],
    ],
    [
      'a member that was not there',
      standing({ spec: { calendars: [{ hour: 6 }], startAt: '2026-12-01T00:00:00Z' } }),
      [{ member: 'spec.startAt', after: '2026-12-01T00:00:00Z' }],
    ],
    [
      'a count, and with it the summary',
      standing({}, { previous: 'day', count: 8 }),
      [
        { member: 'request.filter.createdAt.count', before: 7, after: 8 },
        {
          member: 'staticSummary',
          before: 'previous 7 days (UTC), schedule nightly',
          after: 'previous 8 days (UTC), schedule nightly',
        },
      ],
    ],
  ])('is named by its member: %s', (_what, after, changes) => {
    expect(scheduleChanges(standing(), after)).toEqual(changes);
  });

  it('is also what a file cannot say and takes away', () => {
    const { file, other } = standing();
    const byHand = { file, other: { ...other, workflowRunTimeout: 'PT1H' } };
    expect(scheduleChanges(byHand, standing())).toEqual([
      { member: 'workflowRunTimeout', before: 'PT1H' },
    ]);
  });
});

describe('how many runs in a row may be missed', () => {
  it.each([
    ['daily, the previous 7 days', { previous: 'day', count: 7 }, every(24), 6, false],
    ['daily, the previous day', { previous: 'day', count: 1 }, every(24), 0, false],
    ['every second day, the previous day', { previous: 'day', count: 1 }, every(48), -1, false],
    ['every second day, the previous 2 days', { previous: 'day', count: 2 }, every(48), 0, false],
    ['weekly, the previous 7 days', { previous: 'day', count: 7 }, every(168), 0, false],
    ['weekly, the previous 3 days', { previous: 'day', count: 3 }, every(168), -1, false],
    ['every 6 hours, the previous day', { previous: 'day', count: 1 }, every(6), 3, false],
    ['hourly, the previous 48 hours', { previous: 'hour', count: 48 }, every(1), 8, true],
  ])('%s', (_what, createdAt, times, missable, orMore) => {
    expect(healingOf({ filter: { createdAt } }, times)).toEqual({ missable, orMore });
  });

  it('does not fall by the hour that a change of the clocks takes or gives', () => {
    const createdAt = { previous: 'day', count: 2, timeZone: 'America/Chicago' };
    const times = every(24, '2026-10-29T07:15:00Z');
    expect(healingOf({ filter: { createdAt } }, times)).toEqual({ missable: 1, orMore: false });
  });

  it('cannot be told of dates, or of one time', () => {
    expect(
      healingOf(
        { filter: { createdAt: { previous: 'day' } } },
        every(24, '2026-11-21T06:00:00Z', 1),
      ),
    ).toBeUndefined();
    const dates = { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-01T23:59:59Z' };
    expect(healingOf({ filter: { createdAt: dates } }, every(24))).toBeUndefined();
  });
});

it.each([
  ['at 02:00 with two hours to settle', 'PT2H', '2026-11-21T02:00:00Z', 0],
  ['at 01:15 with two hours to settle', 'PT2H', '2026-11-21T01:15:00Z', 2_700],
  ['at 00:00 with nothing to settle', 'PT0S', '2026-11-21T00:00:00Z', 0],
])('a run %s (%s) lacks %s', (_what, settle, first, seconds) => {
  const request = { filter: { createdAt: { previous: 'day', count: 7 } }, settle };
  expect(unsettledSeconds(request, every(24, first))).toBe(seconds);
});

describe('a warning', () => {
  const dates = { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-01T23:59:59Z' };
  const daily = { previous: 'day', count: 7 };

  it('is not given of a schedule that follows the defaults', () => {
    expect(scheduleWarnings(standing(), every(24), NOW)).toEqual([]);
  });

  it.each<[string, StandingSchedule, Date[], RegExp]>([
    [
      'count 1',
      standing({}, { previous: 'day', count: 1 }),
      every(24),
      /never asked for again; write "count": 7/,
    ],
    ['a gap between runs', standing(), every(24 * 9), /lies between is never asked for/],
    [
      'a run before its window has settled',
      standing(),
      every(24, '2026-11-21T00:15:00Z'),
      /PT1H45M before/,
    ],
    [
      'pauseOnFailure',
      standing({ policies: { pauseOnFailure: true } }),
      every(24),
      /until somebody unpauses/,
    ],
    [
      'refresh',
      standing({ request: { filter: { createdAt: daily }, refresh: true } }),
      every(24),
      /pays for them again/,
    ],
    [
      'fixed dates, by hand',
      byHand({ request: { filter: { createdAt: dates } } }),
      every(24),
      /would ask for the same/,
    ],
    [
      'a request that the worker would refuse, by hand',
      byHand({ request: {} }),
      every(24),
      /^request\.filter: is missing/,
    ],
    [
      'a policy that terminates, by hand',
      byHand({ policies: { ...standing().file.policies, overlap: 'TERMINATE_OTHER' } }),
      every(24),
      /leaves its jobs/,
    ],
    [
      'a run timeout, by hand',
      byHand({}, { workflowRunTimeout: 'PT1H' }),
      every(24),
      /its jobs at Marketo go on/,
    ],
  ])('is given of %s', (_what, schedule, times, message) => {
    expect(scheduleWarnings(schedule, times, NOW).join('\n')).toMatch(message);
  });
});

function byHand(file: Partial<StandingSchedule['file']>, other: object = {}): StandingSchedule {
  return { file: { ...standing().file, ...file }, other: { ...other } };
}
