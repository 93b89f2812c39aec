import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lengthSeconds,
  overlaps,
  split,
  subtract,
  type Interval,
} from '../../src/domain/interval.ts';
import { parseWindowName, windowName } from '../../src/domain/windows.ts';
import { planPeriod, type PeriodPlan } from '../../src/ledger/plan.ts';
import { finalRecord, interval, records, seconds } from '../support/window-records.ts';

const size = fc.integer({ min: 1, max: 60 });

const freshness = fc.record({
  now: fc.nat({ max: 400 }),
  refreshBefore: fc.constantFrom(undefined, 0, 10_000_000_000),
});

function windowsOf({ reused, todo }: PeriodPlan): Interval[] {
  return [...reused, ...todo].map(({ window }) => window);
}

describe('intervals', () => {
  it('subtract and what was taken cover the whole, each second once', () => {
    fc.assert(
      fc.property(interval, fc.array(interval, { maxLength: 6 }), (whole, taken) => {
        const inTaken = new Set(seconds(taken));
        const expected = seconds([whole]).filter((second) => !inTaken.has(second));
        expect(seconds(subtract(whole, taken))).toEqual(expected);
      }),
    );
  });

  it('split covers the whole, each second once, in pieces that are full but for the last', () => {
    fc.assert(
      fc.property(interval, size, (whole, max) => {
        const pieces = split(whole, max);
        expect(seconds(pieces)).toEqual(seconds([whole]));
        for (const piece of pieces.slice(0, -1)) expect(lengthSeconds(piece)).toBe(max);
        expect(lengthSeconds(pieces.at(-1)!)).toBeLessThanOrEqual(max);
      }),
    );
  });

  it('have names that lead back to them', () => {
    const anyTime = fc.tuple(fc.nat(), fc.nat({ max: 10_000_000 }));
    fc.assert(
      fc.property(anyTime, ([start, length]) => {
        const window = { start, end: start + length };
        expect(parseWindowName(windowName(window))).toEqual(window);
      }),
    );
  });
});

describe('a plan', () => {
  it('covers the period, no second twice', () => {
    fc.assert(
      fc.property(records, freshness, interval, size, (known, fresh, period, max) => {
        const planned = seconds(windowsOf(planPeriod(known, fresh, period, max)));
        expect(new Set(planned).size).toBe(planned.length);
        expect(planned).toEqual(expect.arrayContaining(seconds([period])));
      }),
    );
  });

  it('keeps what is published whole, and new windows inside the period and the size', () => {
    fc.assert(
      fc.property(records, freshness, interval, size, (known, fresh, period, max) => {
        const plan = planPeriod(known, fresh, period, max);
        const names = new Set(windowsOf(plan).map(windowName));
        for (const { window, manifest: published } of known) {
          if (published && overlaps(window, period)) expect(names).toContain(windowName(window));
        }
        for (const { window } of plan.todo.filter(({ state }) => state === 'missing')) {
          expect(lengthSeconds(window)).toBeLessThanOrEqual(max);
          expect(window.start).toBeGreaterThanOrEqual(period.start);
          expect(window.end).toBeLessThanOrEqual(period.end);
        }
      }),
    );
  });

  it('has no new window across a cut, and still covers the period, no second twice', () => {
    const cuts = fc.uniqueArray(fc.nat({ max: 280 }), { maxLength: 6 });
    fc.assert(
      fc.property(records, freshness, interval, size, cuts, (known, fresh, period, max, drawn) => {
        const ascending = drawn.toSorted((a, b) => a - b);
        const plan = planPeriod(known, fresh, period, max, ascending);
        const added = plan.todo.filter(({ state }) => state === 'missing');
        for (const { window } of added) {
          expect(drawn.filter((cut) => cut > window.start && cut <= window.end)).toEqual([]);
        }
        const planned = seconds(windowsOf(plan));
        expect(new Set(planned).size).toBe(planned.length);
        expect(planned).toEqual(expect.arrayContaining(seconds([period])));
      }),
    );
  });

  it('cuts first and splits each piece from its own start', () => {
    const { todo } = planPeriod([], { now: 0 }, { start: 0, end: 99 }, 30, [0, 40, 75, 100]);
    expect(todo.map(({ window: { start } }) => start)).toEqual([0, 30, 40, 70, 75]);
  });

  it('has nothing to do once all that it had to do is final, whatever the window size then', () => {
    fc.assert(
      fc.property(records, interval, size, size, (known, period, max, other) => {
        const fresh = { now: 1_000 };
        const done = planPeriod(known, fresh, period, max);
        const published = windowsOf(done).map((window) => finalRecord(window));
        const again = planPeriod(published, fresh, period, other);
        expect(again.todo).toEqual([]);
        expect(again.reused.map(({ window }) => window)).toEqual(
          windowsOf(done).sort((a, b) => a.start - b.start),
        );
      }),
    );
  });
});
