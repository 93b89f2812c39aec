import { describe, expect, it } from 'vitest';
import type { PeriodUnit } from '../../../src/domain/calendar.ts';
import { formatInstant, parseInstant } from '../../../src/domain/instant.ts';
import { lengthSeconds } from '../../../src/domain/interval.ts';
import { isTimeZone } from '../../../src/domain/wall-clock.ts';
import { lastWholePeriods, startsWithin } from '../../../src/domain/whole-periods.ts';

const HOUR = 3_600;

interface Case {
  readonly claim: string;
  readonly unit: PeriodUnit;
  readonly zone: string;
  readonly at: string;
  /** Starts of the periods, ascending, then the start of the one that is not over. */
  readonly starts: readonly string[];
}

function starts({ unit, zone, at, starts: { length } }: Case): string[] {
  const periods = lastWholePeriods({ unit, timeZone: zone }, length - 1, parseInstant(at));
  const over = (periods.at(-1)?.end ?? NaN) + 1;
  return [...periods.map(({ start }) => start), over].map(formatInstant);
}

const CASES: readonly Case[] = [
  {
    claim: 'a day is over with the first second of the next one',
    ...{ unit: 'day', zone: 'UTC', at: '2026-11-20T00:00:00Z' },
    starts: ['2026-11-19T00:00:00Z', '2026-11-20T00:00:00Z'],
  },
  {
    claim: 'and not before',
    ...{ unit: 'day', zone: 'UTC', at: '2026-11-19T23:59:59Z' },
    starts: ['2026-11-18T00:00:00Z', '2026-11-19T00:00:00Z'],
  },
  {
    claim: 'the day on which Chicago goes to winter time has 25 hours',
    ...{ unit: 'day', zone: 'America/Chicago', at: '2026-11-03T06:00:00Z' },
    starts: [
      ...['2026-10-31T05:00:00Z', '2026-11-01T05:00:00Z'],
      ...['2026-11-02T06:00:00Z', '2026-11-03T06:00:00Z'],
    ],
  },
  {
    claim: 'the day on which Chicago goes to summer time has 23',
    ...{ unit: 'day', zone: 'America/Chicago', at: '2026-03-10T00:00:00Z' },
    starts: ['2026-03-08T06:00:00Z', '2026-03-09T05:00:00Z'],
  },
  {
    claim: 'a leap day is a day',
    ...{ unit: 'day', zone: 'Asia/Kolkata', at: '2024-03-01T00:00:00Z' },
    starts: ['2024-02-27T18:30:00Z', '2024-02-28T18:30:00Z', '2024-02-29T18:30:00Z'],
  },
  {
    claim: 'February is a month, with its leap day',
    ...{ unit: 'month', zone: 'UTC', at: '2024-03-31T12:00:00Z' },
    starts: ['2024-01-01T00:00:00Z', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z'],
  },
  {
    claim: 'a week goes from Monday to Sunday, over the new year',
    ...{ unit: 'week', zone: 'Europe/Berlin', at: '2027-01-06T12:00:00Z' },
    starts: ['2026-12-20T23:00:00Z', '2026-12-27T23:00:00Z', '2027-01-03T23:00:00Z'],
  },
  {
    claim: 'an hour that the clock shows twice is two hours: after the second',
    ...{ unit: 'hour', zone: 'America/Chicago', at: '2026-11-01T08:00:00Z' },
    starts: ['2026-11-01T06:00:00Z', '2026-11-01T07:00:00Z', '2026-11-01T08:00:00Z'],
  },
  {
    claim: 'and within the second the first is over',
    ...{ unit: 'hour', zone: 'America/Chicago', at: '2026-11-01T07:30:00Z' },
    starts: ['2026-11-01T06:00:00Z', '2026-11-01T07:00:00Z'],
  },
  {
    claim: 'hours of a half-hour zone start at its full hours',
    ...{ unit: 'hour', zone: 'America/St_Johns', at: '2026-11-20T06:00:00Z' },
    starts: ['2026-11-20T04:30:00Z', '2026-11-20T05:30:00Z'],
  },
  {
    claim: 'a clock that is put back by half an hour makes an hour of 90 minutes',
    ...{ unit: 'hour', zone: 'Australia/Lord_Howe', at: '2026-04-04T16:30:00Z' },
    starts: ['2026-04-04T14:00:00Z', '2026-04-04T15:30:00Z', '2026-04-04T16:30:00Z'],
  },
  {
    claim: 'a day that a place left out is no period',
    ...{ unit: 'day', zone: 'Pacific/Apia', at: '2011-12-31T12:00:00Z' },
    starts: ['2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z'],
  },
  {
    claim: 'a clock that is put back over midnight starts no day twice',
    ...{ unit: 'day', zone: 'America/St_Johns', at: '2010-11-07T02:45:00Z' }, // 23:15 again
    starts: ['2010-11-06T02:30:00Z', '2010-11-07T02:30:00Z'],
  },
  {
    claim: 'a day without midnight starts with its first second',
    ...{ unit: 'day', zone: 'America/Sao_Paulo', at: '2018-11-05T12:00:00Z' },
    starts: ['2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
  },
];

describe('the last whole periods', () => {
  it.each(CASES)('$claim', (one) => expect(starts(one)).toEqual(one.starts));

  it('of Berlin’s October are longer than 31 days by an hour', () => {
    const october = { unit: 'month', timeZone: 'Europe/Berlin' } as const;
    const [month] = lastWholePeriods(october, 1, parseInstant('2026-11-15T00:00:00Z'));
    expect(lengthSeconds(month!)).toBe((31 * 24 + 1) * HOUR);
  });

  it('are found again inside their whole', () => {
    const calendar = { unit: 'week', timeZone: 'America/Chicago' } as const;
    const weeks = lastWholePeriods(calendar, 5, parseInstant('2026-11-20T06:00:00Z'));
    const whole = { start: weeks[0]!.start, end: weeks.at(-1)!.end };
    expect(startsWithin(calendar, whole)).toEqual(weeks.slice(1).map(({ start }) => start));
  });
});

it.each([
  ['America/Chicago', true],
  ['US/Central', true],
  ['UTC', true],
  ['BST', false],
  ['EST', false],
  ['+02:00', false],
  ['America/Atlantis', false],
  ['', false],
])('%j names a time zone: %s', (name, known) => expect(isTimeZone(name)).toBe(known));
