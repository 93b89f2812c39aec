import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PERIOD_UNITS } from '../../src/domain/calendar.ts';
import { lastWholePeriods } from '../../src/domain/whole-periods.ts';

/** Whole and half hours, both hemispheres, changes at midnight and a minute after it, days left out, months of UTC. */
const ZONES = [
  ...['UTC', 'America/Chicago', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Kathmandu'],
  ...['Australia/Lord_Howe', 'America/St_Johns', 'America/Sao_Paulo', 'Asia/Beirut'],
  ...['Pacific/Apia', 'Pacific/Kwajalein', 'Asia/Pyongyang', 'Africa/Casablanca'],
];
const HOUR = 3_600;
const LENGTH_HOURS = { hour: 1, day: 24, week: 7 * 24, month: 30 * 24 };

const calendar = fc.record({
  unit: fc.constantFrom(...PERIOD_UNITS),
  timeZone: fc.constantFrom(...ZONES),
});
/** 1980 to 2037. */
const instant = fc.integer({ min: 315_532_800, max: 2_145_916_800 });

describe('runs one after the other', () => {
  it('leave no second out and take none twice, and what they share they name alike', () => {
    const gaps = fc.array(fc.double({ min: 0, max: 2.9, noNaN: true }), { maxLength: 12 });
    fc.assert(
      fc.property(calendar, instant, gaps, (one, first, waits) => {
        const unit = LENGTH_HOURS[one.unit] * HOUR;
        let at = first;
        const windows = new Map<number, number>();
        for (const wait of [0, ...waits]) {
          at += Math.floor(wait * unit);
          // Three more than the last run can have missed: they must be the same as before.
          for (const { start, end } of lastWholePeriods(one, 7, at)) {
            expect(windows.get(start) ?? end).toBe(end);
            windows.set(start, end);
          }
        }
        const ascending = [...windows].sort(([a], [b]) => a - b);
        for (const [index, [, end]] of ascending.slice(0, -1).entries()) {
          expect(ascending[index + 1]![0]).toBe(end + 1);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('every one ends with the last period that is over', () => {
    fc.assert(
      fc.property(calendar, instant, (one, at) => {
        const last = lastWholePeriods(one, 1, at)[0]!;
        expect(last.end).toBeLessThan(at);
        expect(last.end).toBeGreaterThanOrEqual(last.start);
        const [next] = lastWholePeriods(one, 1, last.end + 1 + 60 * 24 * HOUR);
        expect(next!.start).toBeGreaterThan(last.end);
        // The very second after it is the first at which it is the last one; the second before, it is not.
        expect(lastWholePeriods(one, 1, last.end + 1)).toEqual([last]);
        expect(lastWholePeriods(one, 1, last.end)).not.toEqual([last]);
      }),
      { numRuns: 400 },
    );
  });

  it.each(ZONES)('every day of 2010 to 2012 in %s follows the one before it', (timeZone) => {
    const days = lastWholePeriods({ unit: 'day', timeZone }, 1_096, 1_356_998_400);
    for (const [index, { start, end }] of days.entries()) {
      if (index > 0) expect(start).toBe(days[index - 1]!.end + 1);
      expect(end - start + 1).toBeGreaterThanOrEqual(23 * HOUR);
      expect(end - start + 1).toBeLessThanOrEqual(25 * HOUR);
    }
  });
});
