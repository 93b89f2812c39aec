import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlaps, type Interval } from '../../src/domain/interval.ts';
import { coverStretches, gapPeriods, isWhole, type Stretch } from '../../src/ledger/coverage.ts';
import { planPeriod } from '../../src/ledger/plan.ts';
import type { WindowRecord } from '../../src/ledger/types.ts';
import {
  finalRecord,
  interval,
  records,
  seconds,
  SETTLE_SECONDS,
} from '../support/window-records.ts';

const now = fc.nat({ max: 400 });
const size = fc.integer({ min: 1, max: 60 });
const provisionalOk = fc.boolean();

const at = (stretches: readonly Stretch[]) => stretches.map((stretch) => stretch.at);

/** A claim across another window is given up before its job is enqueued: it never delivers. */
const soundRecords = records.map((drawn) =>
  drawn.filter(
    (record) =>
      record.manifest !== undefined ||
      !drawn.some((other) => other !== record && overlaps(other.window, record.window)),
  ),
);

/** What a run comes to that is started by a request for the period, when every job delivers. */
function run(known: readonly WindowRecord[], period: Interval, max: number, time: number) {
  const { todo } = planPeriod(known, { now: time }, period, max);
  const exported = todo.map(({ window }) => window);
  const left = known.filter(({ window }) => !exported.some((other) => overlaps(other, window)));
  return [...left, ...exported.map(finalRecord)];
}

describe('coverage', () => {
  it('is the period exactly: no second left out and none twice, in order', () => {
    fc.assert(
      fc.property(records, interval, (known, period) => {
        expect(seconds(at(coverStretches(known, period)))).toEqual(seconds([period]));
      }),
    );
  });

  it('tells what is published as what it is, and what no window touches as missing', () => {
    fc.assert(
      fc.property(records, interval, (known, period) => {
        const stretches = coverStretches(known, period);
        for (const second of seconds([period])) {
          const here = known.filter(({ window }) => window.start <= second && second <= window.end);
          const published = here.find(({ manifest }) => manifest !== undefined)?.manifest;
          const told = stretches.find((one) => one.at.start <= second && second <= one.at.end)!;
          if (published) expect(told.state).toBe(published.final ? 'final' : 'provisional');
          else expect(['claimed', 'missing', 'fileMissing', 'sizeDiffers']).toContain(told.state);
          if (here.length === 0) expect(told.state).toBe('missing');
        }
      }),
    );
  });
});

describe('the gaps of a coverage', () => {
  it('are what is not there and can be had now, each second once, nothing adjacent left apart', () => {
    fc.assert(
      fc.property(records, interval, now, provisionalOk, size, (known, period, time, ok, max) => {
        const stretches = coverStretches(known, period);
        const options = { now: time, provisionalOk: ok, windowSizeSeconds: max };
        const gaps = gapPeriods(stretches, options);
        const wanted = stretches.filter(({ state, record }) => {
          if (state !== 'provisional') return state !== 'final';
          const settled = time >= record!.window.end + 1 + SETTLE_SECONDS;
          return !ok && (settled || record!.claim !== undefined);
        });
        expect(seconds(gaps)).toEqual(seconds(at(wanted)));
        for (const [index, gap] of gaps.slice(1).entries()) {
          expect(gap.start).toBeGreaterThan(gaps[index]!.end + 1);
        }
      }),
    );
  });

  it('make the period whole when they are asked for, but for what has not settled yet', () => {
    fc.assert(
      fc.property(soundRecords, interval, now, provisionalOk, size, (...drawn) => {
        const [known, period, time, ok, max] = drawn;
        const options = { now: time, provisionalOk: ok, windowSizeSeconds: max };
        const gaps = gapPeriods(coverStretches(known, period), options);
        const after = gaps.reduce((ledger, gap) => run(ledger, gap, max, time), known);
        const stretches = coverStretches(after, period);
        expect(gapPeriods(stretches, options)).toEqual([]);
        expect(isWhole(stretches, true)).toBe(true);
        const waiting = stretches.some(({ state }) => state === 'provisional');
        expect(isWhole(stretches, ok)).toBe(ok || !waiting);
      }),
    );
  });

  it('are cut where one request would make too many windows', () => {
    const hour = 3_600;
    const stretches = coverStretches([], { start: 0, end: 2_500 * hour - 1 });
    const options = { now: 0, provisionalOk: false, windowSizeSeconds: hour };
    const gaps = gapPeriods(stretches, options);
    expect(gaps.map(({ start, end }) => (end + 1 - start) / hour)).toEqual([1_000, 1_000, 500]);
    const hourly = Array.from({ length: 1_500 }, (_, index) => {
      const window = { start: index * hour, end: (index + 1) * hour - 1 };
      const { manifest } = finalRecord(window);
      return { ...finalRecord(window), manifest: { ...manifest!, final: false } };
    });
    const period = { start: 0, end: 1_500 * hour - 1 };
    const due = gapPeriods(coverStretches(hourly, period), { ...options, now: period.end * 2 });
    expect(due.map(({ start, end }) => (end + 1 - start) / hour)).toEqual([1_000, 500]);
  });
});
