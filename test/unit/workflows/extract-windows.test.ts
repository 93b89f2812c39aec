import { describe, expect, it } from 'vitest';
import type { WindowResult } from '../../../src/interface/result.ts';
import type { Window } from '../../../src/interface/steps.ts';
import { windowKey } from '../../../src/workflows/extract-state.ts';
import { ExtractWindows } from '../../../src/workflows/extract-windows.ts';

/** Days of October 2026, both included. */
function days(from: number, to: number): Window {
  const day = (number: number) => `2026-10-${String(number).padStart(2, '0')}`;
  return { startAt: `${day(from)}T00:00:00Z`, endAt: `${day(to)}T23:59:59Z` };
}

function result(window: Window, exportId = 'job'): WindowResult {
  const uris = { dataUri: 'file:a', manifestUri: 'file:b' };
  return {
    ...window,
    ...uris,
    exportId,
    sha256: '',
    records: 1,
    bytes: 1,
    final: true,
    reused: false,
  };
}

const published = (window: Window, exportId?: string) =>
  ({ outcome: 'published', result: result(window, exportId) }) as const;
const failure = (window: Window, type = 'JobFailed') => ({ ...window, type, message: 'no' });

function planned(...todo: Window[]): ExtractWindows {
  const windows = new ExtractWindows();
  windows.planned({ reused: [], todo });
  return windows;
}

describe('the windows of an extraction', () => {
  it('are whole when each planned one has come to an end, good or bad', () => {
    const windows = planned(days(1, 2), days(3, 4));
    expect(windows.isWhole).toBe(false);
    windows.ended(published(days(1, 2)));
    windows.failed(failure(days(3, 4)));
    expect(windows).toMatchObject({ isWhole: true, open: [], failures: [days(3, 4)] });
  });

  it('that nothing is planned of yet are not whole', () => {
    expect(new ExtractWindows()).toMatchObject({ isPlanned: false, isWhole: false, open: [] });
  });

  it('go on in another run from where they stand', () => {
    const state = {
      todo: [days(3, 4)],
      replans: 2,
      published: [result(days(1, 2))],
      failed: [failure(days(5, 6))],
    };
    const { open, replans, published: done, failures } = new ExtractWindows(state);
    expect({ todo: open, replans, published: done, failed: failures }).toEqual(state);
  });

  it('tell how much of them is left, whatever became of the others', () => {
    const windows = planned(days(1, 2), days(3, 6), days(7, 9));
    const left = () => windows.rest.seconds / 86_400;
    expect(windows.rest).toEqual({ windows: 3, seconds: 9 * 86_400 });
    windows.ended(published(days(1, 2)));
    windows.ended(published(days(1, 2))); // told twice, it counts once
    expect(left()).toBe(7);
    const halves = [days(3, 4), days(5, 6)];
    windows.ended({ outcome: 'halved', window: days(3, 6), halves, note: 'stuck' });
    expect(windows.rest).toEqual({ windows: 3, seconds: 7 * 86_400 });
    windows.failed(failure(days(5, 6)));
    expect(left()).toBe(5);
    windows.planAnew();
    expect(windows.rest).toEqual({ windows: 0, seconds: 0 });
    windows.planned({ reused: [], todo: [days(3, 4), days(5, 6), days(7, 7)] });
    expect(windows.rest).toEqual({ windows: 2, seconds: 3 * 86_400 });
  });

  it('that are in flight are told in the order of the plan, until they have ended', () => {
    const windows = planned(days(1, 2), days(3, 4), days(5, 6));
    const ids = new Map(
      [days(5, 6), days(1, 2)].map((window) => [windowKey(window), window.startAt] as const),
    );
    const inFlight = () => windows.openWith(ids);
    expect(inFlight()).toEqual([days(1, 2), days(5, 6)].map((window) => [window, window.startAt]));
    windows.ended(published(days(1, 2)));
    expect(inFlight()).toEqual([[days(5, 6), days(5, 6).startAt]]);
  });

  it('are planned again after an overlap, which is told until then', () => {
    const windows = planned(days(1, 2));
    windows.ended({ outcome: 'overlaps', note: 'another run' });
    expect(windows.overlap).toBe('another run');
    windows.planAnew();
    expect(windows).toMatchObject({ overlap: undefined, isPlanned: false, replans: 1 });
  });

  it('keep what they published when a second plan finds it there', () => {
    const windows = planned(days(1, 2), days(3, 4));
    windows.ended(published(days(1, 2)));
    windows.planAnew();
    windows.planned({ reused: [{ ...result(days(1, 2)), reused: true }], todo: [days(3, 3)] });
    expect(windows.published).toMatchObject([{ reused: false }]);
    expect(windows.open).toEqual([days(3, 3)]);
  });

  it('that are halved leave their place to their halves, in the order given', () => {
    const windows = planned(days(5, 8), days(1, 4));
    const halves = [days(7, 8), days(5, 6)];
    windows.ended({ outcome: 'halved', window: days(5, 8), halves, note: 'stuck' });
    expect(windows.open).toEqual([days(7, 8), days(5, 6), days(1, 4)]);
    expect(windows.isWhole).toBe(false);
  });

  it('are halved ten times in a row at most, without one that is published in between', () => {
    const halve = (windows: ExtractWindows) =>
      windows.ended({ outcome: 'halved', window: days(1, 2), halves: [], note: 'stuck' });
    const windows = planned(days(1, 2), days(3, 4));
    for (let times = 0; times < 9; times += 1) halve(windows);
    expect(windows.mayHalve(days(1, 2))).toBe(true);
    halve(windows);
    expect(windows.mayHalve(days(1, 2))).toBe(false);
    expect(windows.halvings).toBe(10);
    windows.ended(published(days(3, 4)));
    expect(windows.mayHalve(days(1, 2))).toBe(true);
  });

  it('are not halved once there are a thousand, counting what those in flight may come to', () => {
    const hour = (number: number) => new Date(number * 3_600_000).toISOString().slice(0, 19);
    const hours = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        startAt: `${hour(at)}Z`,
        endAt: `${hour(at).replace(/00:00$/, '59:59')}Z`,
      }));
    const thousand = hours(1_000);
    const [first, second] = thousand;
    expect(planned(...thousand).mayHalve(first!)).toBe(false);
    const windows = planned(...hours(999));
    expect(windows.mayHalve(first!)).toBe(true);
    expect(windows.mayHalve(second!)).toBe(false);
    windows.ended(published(first!));
    expect(windows.mayHalve(second!)).toBe(true);
    windows.failed(failure(second!));
    expect(windows.mayHalve(thousand[2]!)).toBe(true);
  });

  it('that failed stay failed when a second plan has them as they were: their budget is spent', () => {
    const windows = planned(days(1, 2), days(3, 4));
    windows.failed(failure(days(1, 2)));
    windows.planAnew();
    windows.planned({ reused: [], todo: [days(1, 2), days(3, 3)] });
    expect(windows).toMatchObject({ failures: [days(1, 2)], open: [days(3, 3)] });
  });

  it.each([
    { what: 'windows of other bounds cover', reused: [], todo: [days(1, 2), days(5, 6)] },
    { what: 'another run has published', reused: [result(days(4, 6), 'its')], todo: [days(1, 3)] },
  ])('that failed and that $what are not told as failed', ({ reused, todo }) => {
    const windows = planned(days(1, 3), days(4, 6));
    windows.failed(failure(days(4, 6)));
    windows.planAnew();
    windows.planned({ reused, todo });
    for (const window of todo) windows.ended(published(window));
    expect(windows).toMatchObject({ failures: [], isWhole: true });
  });

  it.each(['MarketoCredentials', 'MarketoAccessDenied'])(
    'are abandoned when one failed by %s: the others would as well',
    (type) => {
      const windows = planned(days(1, 2), days(3, 4));
      expect(windows.mustStop).toBe(false);
      windows.failed(failure(days(1, 2), type));
      expect(windows.mustStop).toBe(true);
      windows.abandonOpen();
      expect(windows).toMatchObject({ isWhole: true });
      expect(windows.failures.map((failed) => failed.type)).toEqual([type, type]);
    },
  );
});
