import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WindowResult } from '../../../src/interface/result.ts';
import type { RunContext } from '../../../src/interface/steps.ts';
import { RunPace } from '../../../src/workflows/run-pace.ts';

const HOUR = 3_600_000;
const DAY = { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-01T23:59:59Z' };
const daysLeft = (windows: number) => ({ windows, seconds: windows * 86_400 });
const RUN = { request: {}, policy: {} } as RunContext;

describe('when a run will be done', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** One window an hour, for ten hours. */
  const tenWindows = () => {
    const pace = new RunPace();
    pace.began();
    for (let window = 1; window <= 10; window += 1) {
      vi.setSystemTime(window * HOUR);
      pace.published({ ...DAY, bytes: 1 } as WindowResult);
    }
    return pace;
  };
  const instant = (hours: number) => new Date(hours * HOUR).toISOString().replace('.000', '');

  it('is counted from the end of a pause, also of one in which windows came home', () => {
    const pace = tenWindows(); // the last of them at 10 h
    vi.setSystemTime(100 * HOUR);
    pace.resumed(91 * HOUR); // paused at 9 h
    // Nine hours for ten windows.
    expect(pace.eta(daysLeft(2), RUN)?.at).toBe(instant(101.8));
  });

  it('is not told once that time has passed', () => {
    const pace = tenWindows();
    expect(pace.eta(daysLeft(1), RUN)?.at).toBe(instant(11));
    vi.setSystemTime(12 * HOUR);
    expect(pace.eta(daysLeft(1), RUN)).toBeUndefined();
  });
});
