import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { quotaWaitMs } from '../../src/domain/quota-day.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const QUARTER_MS = 15 * MINUTE_MS;
const at = (text: string) => Date.parse(text);
const moments = () =>
  fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') });

/** The first midnight after a moment, by either reading of "midnight CST" (contract §4.1). */
const midnightAfter = (nowMs: number, zone: 'America/Chicago' | 'UTC-6') =>
  DateTime.fromMillis(nowMs, { zone }).plus({ days: 1 }).startOf('day').toMillis();

describe('a used-up quota is tried again', () => {
  it.each([
    ['at 06:05Z today', '2026-11-20T06:04:00Z', 1 * MINUTE_MS],
    ['at 06:05Z today, a millisecond before it', '2026-11-20T06:04:59.999Z', 1],
    ['at 06:05Z tomorrow', '2026-11-20T12:00:00Z', 18 * HOUR_MS + 5 * MINUTE_MS],
    ['after a quarter of an hour, right at the reset', '2026-11-20T06:05:00Z', QUARTER_MS],
    ['after a quarter of an hour, just within two hours', '2026-11-20T08:04:59.999Z', QUARTER_MS],
    ['at 06:05Z tomorrow, once two hours are over', '2026-11-20T08:05:00Z', 22 * HOUR_MS],
    ['at 06:05Z of the new year', '2026-12-31T23:59:59Z', 6 * HOUR_MS + 5 * MINUTE_MS + 1000],
    ['at 06:05Z before 1970 too', '1969-12-31T06:00:00Z', 5 * MINUTE_MS],
  ])('%s', (_when, now, waitMs) => {
    expect(quotaWaitMs(at(now))).toBe(waitMs);
  });

  it('within a day, at 06:05Z or after a quarter of an hour, whenever it is refused', () => {
    fc.assert(
      fc.property(moments(), (nowMs) => {
        const waitMs = quotaWaitMs(nowMs);
        expect(waitMs).toBeGreaterThan(0);
        expect(waitMs).toBeLessThanOrEqual(DAY_MS);
        const landing = new Date(nowMs + waitMs).toISOString().slice(11);
        expect(landing === '06:05:00.000Z' || waitMs === QUARTER_MS).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('midnight Central', () => {
  it.each(['America/Chicago', 'UTC-6'] as const)(
    'in %s is past when a long wait ends, all year',
    (zone) => {
      fc.assert(
        fc.property(moments(), (nowMs) => {
          const waitMs = quotaWaitMs(nowMs);
          fc.pre(waitMs !== QUARTER_MS);
          const landedMs = nowMs + waitMs;
          const startOfDay = DateTime.fromMillis(landedMs, { zone }).startOf('day').toMillis();
          // A new Central day began, at most an hour and five minutes before.
          expect(landedMs - startOfDay).toBeGreaterThanOrEqual(5 * MINUTE_MS);
          expect(landedMs - startOfDay).toBeLessThanOrEqual(HOUR_MS + 5 * MINUTE_MS);
        }),
        { numRuns: 2000 },
      );
    },
  );

  it.each([
    ['the night clocks go forward', '2026-03-08T00:00:00Z'],
    ['the night after', '2026-03-09T00:00:00Z'],
    ['in summer', '2026-07-01T00:00:00Z'],
    ['the night clocks go back', '2026-11-01T00:00:00Z'],
    ['the night after that', '2026-11-02T00:00:00Z'],
    ['in winter', '2026-12-24T00:00:00Z'],
  ])('%s is past under both readings when the wait ends', (_when, evening) => {
    const landedMs = at(evening) + quotaWaitMs(at(evening));
    expect(landedMs).toBeGreaterThan(midnightAfter(at(evening), 'America/Chicago'));
    expect(landedMs).toBeGreaterThan(midnightAfter(at(evening), 'UTC-6'));
  });
});
