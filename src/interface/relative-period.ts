/** A relative period, resolved: which seconds it means at a reference time, and whether a request may ask for them. */
import type { Calendar } from '../domain/calendar.ts';
import { formatInstant } from '../domain/instant.ts';
import type { EpochSeconds } from '../domain/instant.ts';
import { lengthSeconds } from '../domain/interval.ts';
import type { Interval } from '../domain/interval.ts';
import { lastWholePeriods } from '../domain/whole-periods.ts';
import type { Fault } from './fault.ts';
import { formatIsoDuration } from './iso-duration.ts';
import { MAX_WINDOWS } from './names.ts';

/** `filter.createdAt` as it was read. */
export interface RelativePeriod extends Calendar {
  readonly count: number;
}

const COUNT_PATH = 'filter.createdAt.count';
const HOUR_SECONDS = 3_600;
const LONGEST_HOURS = 31 * 24;

/** The periods, ascending; or a fault and undefined. */
export function resolveRelative(
  relative: RelativePeriod,
  reference: EpochSeconds,
  faults: Fault[],
): Interval[] | undefined {
  const periods = lastWholePeriods(relative, relative.count, reference);
  const known = periods.filter(({ start }) => start >= 0);
  if (known.length === periods.length) return periods;
  const message =
    `${relative.count} goes back before 1970; between then and ${formatInstant(reference)} ` +
    `there are ${known.length} whole periods of this unit`;
  faults.push({ path: COUNT_PATH, message });
  return undefined;
}

/** As `checkWindowCount`, for periods that are cut one by one. */
export function checkRelativeWindows(
  periods: readonly Interval[],
  windowSeconds: number,
  faults: Fault[],
): void {
  const count = countWindows(periods, windowSeconds);
  if (count <= MAX_WINDOWS) return;
  const fewer = periods.slice(firstThatFits(periods, windowSeconds));
  const before = formatInstant(fewer[0]?.start ?? 0);
  faults.push({
    path: 'windowSize',
    message:
      `${formatIsoDuration(windowSeconds)} cuts the ${periods.length} periods into ${count} windows; ` +
      `at most ${MAX_WINDOWS} a request. ${longerSize(periods)}et count to ${fewer.length}, ` +
      `and ask for those before by another request for the same dataset, with asOf "${before}"`,
  });
}

function countWindows(periods: readonly Interval[], windowSeconds: number): number {
  return periods.reduce((sum, one) => sum + Math.ceil(lengthSeconds(one) / windowSeconds), 0);
}

function firstThatFits(periods: readonly Interval[], windowSeconds: number): number {
  let [first, windows] = [periods.length, 0];
  for (; first > 0; first -= 1) {
    windows += countWindows(periods.slice(first - 1, first), windowSeconds);
    if (windows > MAX_WINDOWS) break;
  }
  return first;
}

function longerSize(periods: readonly Interval[]): string {
  const sizes = Array.from({ length: LONGEST_HOURS }, (_, index) => (index + 1) * HOUR_SECONDS);
  const enough = sizes.find((size) => countWindows(periods, size) <= MAX_WINDOWS);
  return enough === undefined
    ? 'S'
    : `Set windowSize to "${formatIsoDuration(enough)}" or longer, or s`;
}
