import { describe, expect, it } from 'vitest';
import { estimate, type Pace } from '../../../src/domain/estimate.ts';

const HOUR = 3_600_000;
const DAY_SECONDS = 86_400;

/** Days of 100 bytes each, one an hour. */
function pace(windows: number, more: Partial<Pace> = {}): Pace {
  return {
    sinceMs: 0,
    lastMs: windows * HOUR,
    pausedMs: 0,
    windows,
    bytes: windows * 100,
    seconds: windows * DAY_SECONDS,
    ...more,
  };
}

const days = (windows: number) => ({ windows, seconds: windows * DAY_SECONDS });

describe('when a run will be done', () => {
  it.each([
    [
      'is the pace so far times what is left',
      pace(10),
      undefined,
      { atMs: 30 * HOUR, by: 'pace', sure: 'fair' },
    ],
    [
      'is rough from fewer than ten windows',
      pace(4),
      undefined,
      { atMs: 24 * HOUR, by: 'pace', sure: 'rough' },
    ],
    [
      'leaves out what it was paused',
      pace(10, { pausedMs: 5 * HOUR }),
      undefined,
      { atMs: 20 * HOUR, by: 'pace', sure: 'fair' },
    ],
    [
      'is by the daily quota where that takes longer',
      pace(10),
      500,
      { atMs: 10 * HOUR + 4 * 24 * HOUR, by: 'quota', sure: 'fair' },
    ],
    [
      'is by the pace where the quota would take less',
      pace(10),
      1e9,
      { atMs: 30 * HOUR, by: 'pace', sure: 'fair' },
    ],
    [
      'is by the pace where no file has any bytes',
      pace(10, { bytes: 0 }),
      500,
      { atMs: 30 * HOUR, by: 'pace', sure: 'fair' },
    ],
  ] as const)('%s', (_claim, soFar, bytesADay, expected) => {
    expect(estimate(soFar, days(20), bytesADay)).toEqual(expected);
  });

  it('counts bytes by the time that windows cover, not by their number', () => {
    const halves = { windows: 20, seconds: 10 * DAY_SECONDS };
    expect(estimate(pace(10, { sinceMs: 10 * HOUR }), halves, 100)?.atMs).toBe(
      10 * HOUR + 240 * HOUR,
    );
  });

  it.each([
    ['there are fewer than three windows to go by', pace(2), days(20)],
    ['nothing is left', pace(10), days(0)],
  ])('is not told while %s', (_claim, soFar, rest) => {
    expect(estimate(soFar, rest)).toBeUndefined();
  });
});
