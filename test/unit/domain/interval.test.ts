import { describe, expect, it } from 'vitest';
import { halve, split, subtract } from '../../../src/domain/interval.ts';

describe('subtract', () => {
  it.each([
    { name: 'nothing taken leaves the whole', taken: [], gaps: [{ start: 10, end: 19 }] },
    { name: 'all taken leaves nothing', taken: [{ start: 0, end: 99 }], gaps: [] },
    {
      name: 'a hole in the middle leaves both sides, without a shared second',
      taken: [{ start: 13, end: 15 }],
      gaps: [
        { start: 10, end: 12 },
        { start: 16, end: 19 },
      ],
    },
    {
      name: 'overlapping and unordered takings count once',
      taken: [
        { start: 14, end: 16 },
        { start: 8, end: 11 },
        { start: 15, end: 17 },
      ],
      gaps: [
        { start: 12, end: 13 },
        { start: 18, end: 19 },
      ],
    },
  ])('$name', ({ taken, gaps }) => {
    expect(subtract({ start: 10, end: 19 }, taken)).toEqual(gaps);
  });
});

describe('halve', () => {
  it.each([
    [
      'an even length',
      { start: 0, end: 9 },
      [
        { start: 0, end: 4 },
        { start: 5, end: 9 },
      ],
    ],
    [
      'an odd length, the first one longer',
      { start: 0, end: 10 },
      [
        { start: 0, end: 5 },
        { start: 6, end: 10 },
      ],
    ],
    [
      'the least length',
      { start: 0, end: 7 },
      [
        { start: 0, end: 3 },
        { start: 4, end: 7 },
      ],
    ],
  ])('cuts %s, no second lost or twice', (_what, whole, halves) => {
    expect(halve(whole, 4)).toEqual(halves);
  });

  it('leaves alone what would be shorter', () => {
    expect(halve({ start: 0, end: 6 }, 4)).toBeUndefined();
  });
});

describe('split', () => {
  it('cuts from the start, the last piece shorter', () => {
    expect(split({ start: 0, end: 9 }, 4)).toEqual([
      { start: 0, end: 3 },
      { start: 4, end: 7 },
      { start: 8, end: 9 },
    ]);
  });

  it('refuses a window of no seconds', () => {
    expect(() => split({ start: 0, end: 9 }, 0)).toThrow(RangeError);
  });
});
