/**
 * Whole hours, days, weeks and months of a time zone. Each starts where the one before it ends, whatever the clocks
 * do, and where it starts does not depend on who asks when: so the periods of consecutive runs fit together.
 */
import { DateTime } from 'luxon';
import type { Calendar } from './calendar.ts';
import type { EpochSeconds } from './instant.ts';
import type { Interval } from './interval.ts';
import { firstReading, hourStart, reading } from './wall-clock.ts';

/** The last `count` periods that are over at `reference`, ascending. One is over when the next has started. */
export function lastWholePeriods(
  calendar: Calendar,
  count: number,
  reference: EpochSeconds,
): Interval[] {
  const periods: Interval[] = [];
  let end: EpochSeconds | undefined;
  for (const start of startsUpTo(calendar, reference)) {
    if (end !== undefined) periods.push({ start, end });
    if (periods.length === count) break;
    end = start - 1;
  }
  return periods.reverse();
}

/** Where periods start inside `whole` but not with it: where it has to be cut. Ascending. */
export function startsWithin(calendar: Calendar, whole: Interval): EpochSeconds[] {
  const starts: EpochSeconds[] = [];
  for (const start of startsUpTo(calendar, whole.end)) {
    if (start <= whole.start) break;
    starts.push(start);
  }
  return starts.reverse();
}

function startsUpTo(calendar: Calendar, latest: EpochSeconds): Iterable<EpochSeconds> {
  return calendar.unit === 'hour' ? hours(calendar, latest) : days(calendar, latest);
}

/** Descending, without end. An hour that the clock shows twice is two hours. */
function* hours({ timeZone }: Calendar, latest: EpochSeconds): Generator<EpochSeconds> {
  for (let start = hourStart(timeZone, latest); ; start = hourStart(timeZone, start - 1)) {
    yield start;
  }
}

/**
 * Descending, without end. Days, weeks, months start when their first midnight is shown or leapt over for the first
 * time: a clock that is put back over midnight starts no day twice, and a day that a place left out is no period.
 */
function* days({ unit, timeZone }: Calendar, latest: EpochSeconds): Generator<EpochSeconds> {
  const shown = DateTime.fromSeconds(reading(timeZone, latest), { zone: 'utc' }).startOf(unit);
  // From the next one on: it may have started already, if the clock was put back over midnight since.
  for (let [back, after] = [-1, latest + 1]; ; back += 1) {
    const start = firstReading(timeZone, shown.minus({ [unit]: back }).toUnixInteger());
    if (start < after) yield start;
    after = Math.min(start, after);
  }
}
