/** When a run will be done, reckoned from what it has exported so far. */

/** What a run has exported itself. Instants: epoch milliseconds. */
export interface Pace {
  /** When its first window was started. */
  readonly sinceMs: number;
  /** When the last window came to its end, or the last pause if that was later. */
  readonly lastMs: number;
  /** Time of it during which the run was paused. */
  readonly pausedMs: number;
  readonly windows: number;
  readonly bytes: number;
  /** Seconds of the period that these windows cover. */
  readonly seconds: number;
}

/** What is still to be exported. */
export interface Rest {
  readonly windows: number;
  readonly seconds: number;
}

export interface Estimate {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** What it hangs on: the time that windows take, or the bytes of Marketo's daily quota. */
  readonly by: 'pace' | 'quota';
  /** `rough`: from fewer than ten windows. */
  readonly sure: 'rough' | 'fair';
}

const DAY_MS = 86_400_000;
/** Fewer say nothing: the first ones wait for a queue or a quota as others do not. */
const LEAST_WINDOWS = 3;
const FAIR_WINDOWS = 10;

/** Undefined while there is too little to go by, and when nothing is left. `bytesADay`: what the quota leaves to this run. */
export function estimate(pace: Pace, rest: Rest, bytesADay?: number): Estimate | undefined {
  if (pace.windows < LEAST_WINDOWS || rest.windows === 0) return undefined;
  const spentMs = Math.max(0, pace.lastMs - pace.sinceMs - pace.pausedMs);
  const paceMs = (spentMs / pace.windows) * rest.windows;
  const bytesLeft = (pace.bytes / pace.seconds) * rest.seconds;
  const quotaMs = bytesADay === undefined || bytesADay <= 0 ? 0 : (bytesLeft / bytesADay) * DAY_MS;
  return {
    atMs: pace.lastMs + Math.max(paceMs, quotaMs),
    by: quotaMs > paceMs ? 'quota' : 'pace',
    sure: pace.windows < FAIR_WINDOWS ? 'rough' : 'fair',
  };
}
