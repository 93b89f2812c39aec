import { describe, expect, it } from 'vitest';
import { pinPeriod } from '../../../src/client/pin-period.ts';
import { parseRequest } from '../../../src/interface/request.ts';
import { requestFor } from '../../../src/interface/window-request.ts';
import { accepted, faultsOf, PERIOD, request } from './sample-request.ts';

const CHICAGO = 'America/Chicago';
const AT = 'filter.createdAt';

function relative(createdAt: object, rest: object = {}): Record<string, unknown> {
  return request({ createdAt }, rest);
}

describe('a relative period', () => {
  // The reference time is 2026-11-20T06:00:00.5Z: midnight in Chicago.
  it.each([
    [{ previous: 'day' }, '2026-11-19T00:00:00Z', '2026-11-19T23:59:59Z'],
    [{ previous: 'day', timeZone: CHICAGO }, '2026-11-19T06:00:00Z', '2026-11-20T05:59:59Z'],
    [{ previous: 'day', count: 3 }, '2026-11-17T00:00:00Z', '2026-11-19T23:59:59Z'],
    [{ previous: 'hour', count: 2 }, '2026-11-20T04:00:00Z', '2026-11-20T05:59:59Z'],
    [{ previous: 'week' }, '2026-11-09T00:00:00Z', '2026-11-15T23:59:59Z'],
    [{ previous: 'month', count: 12 }, '2025-11-01T00:00:00Z', '2026-10-31T23:59:59Z'],
  ])('%j is %s to %s, and is cut at its unit', (createdAt, startAt, endAt) => {
    const { period, cutAt } = accepted(relative(createdAt)).request;
    expect(period).toEqual({ startAt, endAt });
    expect(cutAt).toEqual({ timeZone: 'UTC', ...createdAt, unit: createdAt.previous, ...NOT_KEPT });
  });

  it('ends before asOf, whatever the reference time is', () => {
    const input = relative({ previous: 'day' }, { asOf: '2026-03-01T01:00:00+02:00' });
    for (const later of ['2026-03-02T00:00:00Z', '2027-01-01T00:00:00Z']) {
      expect(parseRequest(input, { referenceTime: new Date(later) })).toMatchObject({
        request: { period: { startAt: '2026-02-27T00:00:00Z', endAt: '2026-02-27T23:59:59Z' } },
      });
    }
  });

  it('of 1,000 windows is taken', () => {
    expect(accepted(relative({ previous: 'hour', count: 1_000 })).ok).toBe(true);
  });

  it('sent by a program is pinned, so that a run that starts after midnight exports what its id names', () => {
    const input = relative({ previous: 'day', count: 2, timeZone: CHICAGO });
    const pinned = pinPeriod(input, accepted(input));
    expect(pinned).toEqual({ ...input, asOf: '2026-11-20T06:00:00Z' });
    const nextDay = parseRequest(pinned, { referenceTime: new Date('2026-11-21T06:00:00Z') });
    expect(nextDay).toEqual(accepted(input));
  });

  it.each([
    ['dates', request()],
    ['an asOf of its own', relative({ previous: 'day' }, { asOf: '2026-11-01T12:00:00Z' })],
  ])('is not pinned where there is nothing to pin: %s', (_what, input) => {
    expect(pinPeriod(input, accepted(input))).toEqual(input);
  });

  it('of a window that failed is asked for by its dates', () => {
    const resolved = accepted(relative({ previous: 'day', count: 7 }, { dataset: 'd' })).request;
    const window = { startAt: '2026-11-19T00:00:00Z', endAt: '2026-11-19T23:59:59Z' };
    expect(requestFor(resolved, window).filter.createdAt).toEqual(window);
    const { cutAt: _cutAt, ...uncut } = resolved;
    expect(accepted(requestFor(resolved, window)).request).toEqual({ ...uncut, period: window });
  });
});

/** `count` is not carried: the period says it. */
const NOT_KEPT = { count: undefined, previous: undefined };

describe('a relative period that is wrong', () => {
  it.each([
    ['an unknown unit', { previous: 'fortnight' }, 'previous', /no unit of periods\. Known: hour/],
    ['a plural', { previous: 'days' }, 'previous', /Did you mean "day"\?/],
    ['a year', { previous: 'years' }, 'previous', /"month" with "count": 12/],
    ['a unit that is no text', { previous: 7 }, 'previous', /"day".*got the number 7/],
    ['no unit', { count: 7 }, 'previous', /is missing: "hour", "day", "week" or "month"/],
    [
      'no period at all',
      { previous: 'day', count: 0 },
      'count',
      /from 1 to 1000, got the number 0/,
    ],
    [
      'too many',
      { previous: 'hour', count: 1_001 },
      'count',
      /from 1 to 1000, got the number 1001/,
    ],
    ['half a day', { previous: 'day', count: 0.5 }, 'count', /a whole number/],
    ['a count in quotes', { previous: 'day', count: '7' }, 'count', /the string "7"/],
    ['before 1970', { previous: 'month', count: 700 }, 'count', /before 1970.* 682 whole periods/],
    ['a misspelt zone', zone('America/Chcago'), 'timeZone', /mean "America\/Chicago"\?/],
    ['a zone by its city', zone('new york'), 'timeZone', /mean "America\/New_York"\?/],
    ['an unknown zone', zone('Middle Earth'), 'timeZone', /IANA name, such as "America\/Chicago"/],
    ['an abbreviation', zone('CST'), 'timeZone', /is an abbreviation/],
    ['an offset', zone('+02:00'), 'timeZone', /is an offset.*name a zone/],
    ['an empty zone', zone(''), 'timeZone', /IANA name/],
    ['a misspelt member', { previous: 'day', timezone: 'UTC' }, 'timezone', /"timeZone"\?/],
    [
      'dates beside it',
      { ...PERIOD, previous: 'day' },
      'previous',
      /stands beside startAt.*either/,
    ],
    ['a zone beside dates', { ...PERIOD, timeZone: 'UTC' }, 'timeZone', /stands beside startAt/],
    ['an end beside it', { previous: 'day', endAt: PERIOD.endAt }, 'previous', /beside endAt/],
  ])('%s: the fault tells', (_claim, createdAt, member, gist) => {
    expect(faultsOf(relative(createdAt))).toEqual([
      { path: `${AT}.${member}`, message: expect.stringMatching(gist) as string },
    ]);
  });

  it('has all its faults told at once, also when both kinds are mixed', () => {
    const input = relative({ endAt: '2026-10-31', previous: 'dy', timeZone: 7 }, { asOf: 'now' });
    const paths = faultsOf(input).map(({ path }) => path);
    const members = ['previous', 'endAt', 'previous', 'timeZone'].map((name) => `${AT}.${name}`);
    expect(paths).toEqual([...members, 'asOf']);
  });

  it('asOf has come', () => {
    expect(faultsOf(relative({ previous: 'day' }, { asOf: '2026-11-20T06:00:01Z' }))).toEqual([
      { path: 'asOf', message: expect.stringMatching(/latest allowed is 2026-11-20T06/) as string },
    ]);
  });

  it.each([
    [
      { previous: 'month', count: 12 },
      'PT1H',
      /cuts the 12 periods into 8760 windows; .*"PT9H" or longer, or set count to 1.*asOf "2026-10-01T00:00:00Z"/,
    ],
    [{ previous: 'week', count: 1_000, timeZone: CHICAGO }, 'P7D', /Set windowSize to "P7DT1H"/],
  ])('makes at most 1,000 windows: %j by %s', (createdAt, windowSize, gist) => {
    const [fault, ...more] = faultsOf(relative(createdAt, { windowSize }));
    expect(fault).toEqual({
      path: 'windowSize',
      message: expect.stringMatching(gist) as string,
    });
    expect(more).toEqual([]);
  });

  it('is told how to go on in a way that is right', () => {
    const { message } = faultsOf(
      relative({ previous: 'day', count: 900, timeZone: CHICAGO }, { windowSize: 'PT20H' }),
    )[0]!;
    const [, windowSize, count, asOf] = /to "(\S+)" or.*count to (\d+),.*asOf "(\S+)"/.exec(
      message,
    )!;
    const days = { previous: 'day', count: 900, timeZone: CHICAGO };
    expect(accepted(relative(days, { windowSize })).ok).toBe(true);
    const last = { ...days, count: Number(count) };
    const shorter = { windowSize: 'PT20H' };
    expect(accepted(relative(last, shorter)).request.period.startAt).toBe(asOf);
    expect(accepted(relative(last, { ...shorter, asOf })).ok).toBe(true);
  });
});

function zone(timeZone: string): object {
  return { previous: 'day', timeZone };
}
