/** Names of windows, as folders bear them: `20261101T000000Z_20261107T235959Z`. Both ends belong to the window. */
import { compactInstant, formatInstant, parseCompactInstant, parseInstant } from './instant.ts';
import type { Interval } from './interval.ts';

export interface WindowText {
  readonly startAt: string;
  readonly endAt: string;
}

export function windowName({ start, end }: Interval): string {
  return `${compactInstant(start)}_${compactInstant(end)}`;
}

/** Undefined for anything that `windowName` does not write. */
export function parseWindowName(name: string): Interval | undefined {
  const [from, to, ...more] = name.split('_');
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  const start = parseCompactInstant(from);
  const end = parseCompactInstant(to);
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}

/**
 * The windows among these names that overlap the period. Compact instants sort as their texts do: of thousands of names only
 * those that are wanted are parsed.
 */
export function windowsTouching(names: Iterable<string>, { start, end }: Interval): Interval[] {
  const [from, to] = [compactInstant(start), compactInstant(end)];
  const touching: Interval[] = [];
  for (const name of names) {
    const at = name.indexOf('_');
    if (name.slice(0, at) > to || name.slice(at + 1) < from) continue;
    const window = parseWindowName(name);
    if (window !== undefined) touching.push(window);
  }
  return touching;
}

/** The window as documents write it. */
export function windowText({ start, end }: Interval): WindowText {
  return { startAt: formatInstant(start), endAt: formatInstant(end) };
}

/** Throws `RangeError` on an instant of another form or an end before the start. */
export function parseWindowText({ startAt, endAt }: WindowText): Interval {
  const window = { start: parseInstant(startAt), end: parseInstant(endAt) };
  if (window.end < window.start) throw new RangeError(`${endAt} is before ${startAt}`);
  return window;
}
