/** Arithmetic of closed intervals on whole seconds: both ends belong to the interval (contract §3.2). */
import type { EpochSeconds } from './instant.ts';

export interface Interval {
  readonly start: EpochSeconds;
  /** Last second that belongs to it, ≥ `start`. */
  readonly end: EpochSeconds;
}

/** Whatever there is touches it. */
export const EVER: Interval = { start: 0, end: Number.MAX_SAFE_INTEGER };

/** Number of seconds in it, ≥ 1. */
export function lengthSeconds({ start, end }: Interval): number {
  return end - start + 1;
}

export function overlaps(a: Interval, b: Interval): boolean {
  return a.start <= b.end && b.start <= a.end;
}

export function equals(a: Interval, b: Interval): boolean {
  return a.start === b.start && a.end === b.end;
}

/** What of `whole` lies in none of `taken`, ascending. `taken` may overlap and be in any order. */
export function subtract(whole: Interval, taken: readonly Interval[]): Interval[] {
  const gaps: Interval[] = [];
  let next = whole.start;
  for (const interval of taken.toSorted((a, b) => a.start - b.start)) {
    if (interval.end < next) continue;
    if (interval.start > whole.end) break;
    if (interval.start > next) gaps.push({ start: next, end: interval.start - 1 });
    next = interval.end + 1;
  }
  if (next <= whole.end) gaps.push({ start: next, end: whole.end });
  return gaps;
}

/** Pieces of at most `maxSeconds`, from the start on, the last one shorter. No second is left out or taken twice. */
export function split({ start, end }: Interval, maxSeconds: number): Interval[] {
  if (!Number.isInteger(maxSeconds) || maxSeconds < 1) {
    throw new RangeError(`A window is at least one second long, got ${maxSeconds}`);
  }
  const pieces: Interval[] = [];
  for (let at = start; at <= end; at += maxSeconds) {
    pieces.push({ start: at, end: Math.min(at + maxSeconds - 1, end) });
  }
  return pieces;
}

/** Two pieces, the first one at most a second longer; undefined when they would be shorter than `leastSeconds`. */
export function halve(whole: Interval, leastSeconds: number): [Interval, Interval] | undefined {
  const length = lengthSeconds(whole);
  if (length < 2 * leastSeconds) return undefined;
  const middle = whole.start + Math.ceil(length / 2);
  return [
    { start: whole.start, end: middle - 1 },
    { start: middle, end: whole.end },
  ];
}

/** Pieces of `whole`, each from one of `starts` to the next. `starts`: ascending; those outside cut nothing. */
export function cutAt(whole: Interval, starts: readonly EpochSeconds[]): Interval[] {
  const inside = starts.filter((start) => start > whole.start && start <= whole.end);
  return [whole.start, ...inside].map((start, index) => ({
    start,
    end: (inside[index] ?? whole.end + 1) - 1,
  }));
}
