/**
 * Clocks on the wall: they go forward, back, by halves of an hour, and over whole days. A reading is written as the
 * seconds that it would be in UTC.
 */
import { IANAZone } from 'luxon';
import type { EpochSeconds } from './instant.ts';

const HOUR_SECONDS = 3_600;
/** More than any zone is off UTC, or has ever leapt: a change of the clock near a reading lies within it. */
const FAR_SECONDS = 26 * HOUR_SECONDS;

/**
 * True for IANA names, in any case. Abbreviations do not count: "BST" is London to some and Dhaka to others, and what
 * the runtime takes it for depends on its version.
 */
export function isTimeZone(name: string): boolean {
  return (name.includes('/') || /^(utc|gmt)$/i.test(name)) && IANAZone.isValidZone(name);
}

/** What the clock shows at `at`. */
export function reading(timeZone: string, at: EpochSeconds): number {
  return at + offsetSeconds(timeZone, at);
}

/** The first second at which the clock shows `wanted` or has gone past it. */
export function firstReading(timeZone: string, wanted: number): EpochSeconds {
  const before = offsetSeconds(timeZone, wanted - FAR_SECONDS);
  const after = offsetSeconds(timeZone, wanted + FAR_SECONDS);
  const early = wanted - Math.max(before, after);
  const late = wanted - Math.min(before, after);
  if (reading(timeZone, early) === wanted) return early;
  if (reading(timeZone, late) === wanted) return late;
  return changeWithin(timeZone, early, late); // the clock leapt over it
}

/** The latest second up to `at` at which the clock showed a full hour: that hour's start. */
export function hourStart(timeZone: string, at: EpochSeconds): EpochSeconds {
  const now = reading(timeZone, at);
  const start = at - (now - Math.floor(now / HOUR_SECONDS) * HOUR_SECONDS);
  if (offsetSeconds(timeZone, start) === now - at) return start;
  return hourStart(timeZone, changeWithin(timeZone, start, at) - 1);
}

function offsetSeconds(timeZone: string, at: EpochSeconds): number {
  return Math.round(IANAZone.create(timeZone).offset(at * 1_000) * 60);
}

/** The first second after the clock was changed, in `(from, to]`. */
function changeWithin(timeZone: string, from: EpochSeconds, to: EpochSeconds): EpochSeconds {
  const old = offsetSeconds(timeZone, from);
  let [same, changed] = [from, to];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetSeconds(timeZone, middle) === old) same = middle;
    else changed = middle;
  }
  return changed;
}
