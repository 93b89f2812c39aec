import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextRange } from '../../src/domain/ranges.ts';

const sizes = () =>
  fc.record({
    totalBytes: fc.nat({ max: 5_000 }),
    haveBytes: fc.nat({ max: 5_000 }),
    rangeBytes: fc.integer({ min: 1, max: 700 }),
  });

/** Follows the ranges to the end, each answered whole; the bytes asked for, in order. */
function bytesAskedFor(haveBytes: number, totalBytes: number, rangeBytes: number): number[] {
  const asked: number[] = [];
  for (let have = haveBytes; ;) {
    const range = nextRange(have, totalBytes, rangeBytes);
    if (range === undefined) return asked;
    const end = range.end ?? totalBytes - 1;
    for (let at = range.start; at <= end; at += 1) asked.push(at);
    have = end + 1;
  }
}

describe('the ranges of a download', () => {
  it('cover what is missing exactly once, in order, from any resume offset', () => {
    fc.assert(
      fc.property(sizes(), ({ totalBytes, haveBytes, rangeBytes }) => {
        const missing = Array.from(
          { length: Math.max(0, totalBytes - haveBytes) },
          (_, at) => haveBytes + at,
        );
        expect(bytesAskedFor(haveBytes, totalBytes, rangeBytes)).toEqual(missing);
      }),
    );
  });

  it('are never empty, never longer than asked for and never past the end', () => {
    fc.assert(
      fc.property(sizes(), ({ totalBytes, haveBytes, rangeBytes }) => {
        const range = nextRange(haveBytes, totalBytes, rangeBytes);
        if (range?.end === undefined) {
          expect(haveBytes).toBeGreaterThanOrEqual(totalBytes);
          return;
        }
        const lengthBytes = range.end - range.start + 1;
        expect(lengthBytes).toBeGreaterThanOrEqual(1);
        expect(lengthBytes).toBeLessThanOrEqual(rangeBytes);
        expect(range.end).toBeLessThan(totalBytes);
      }),
    );
  });

  it('go on from where a short answer ended', () => {
    expect(nextRange(3, 100, 10)).toEqual({ start: 3, end: 12 });
    expect(nextRange(99, 100, 10)).toEqual({ start: 99, end: 99 });
  });

  it.each([
    ['an empty file', 0, 0],
    ['a whole file', 100, 100],
    ['more than the file', 101, 100],
  ])('are none for %s', (_what, haveBytes, totalBytes) => {
    expect(nextRange(haveBytes, totalBytes, 10)).toBeUndefined();
  });

  it('ask for the whole rest while the size is unknown, for a part of it would pass for the file', () => {
    fc.assert(
      fc.property(sizes(), ({ haveBytes, rangeBytes }) => {
        expect(nextRange(haveBytes, undefined, rangeBytes)).toEqual({ start: haveBytes });
      }),
    );
  });
});
