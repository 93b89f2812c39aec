/** From what was read of a period to the seconds that are asked for. */
import type { Calendar } from '../domain/calendar.ts';
import { formatInstant } from '../domain/instant.ts';
import type { EpochSeconds } from '../domain/instant.ts';
import type { Interval } from '../domain/interval.ts';
import type { Fault } from './fault.ts';
import type { PeriodReading } from './period.ts';
import { checkRelativeWindows, resolveRelative } from './relative-period.ts';
import type { RelativePeriod } from './relative-period.ts';
import { checkWindowCount } from './request-rules.ts';

export interface ResolvedPeriod {
  readonly interval: Interval;
  /** Of a relative period. */
  readonly cutAt?: Calendar;
}

/** `reference`, `windowSeconds`: undefined when they could not be read, and then a fault tells. */
export function resolvePeriod(
  { interval, relative }: PeriodReading,
  reference: EpochSeconds | undefined,
  windowSeconds: number | undefined,
  faults: Fault[],
): ResolvedPeriod | undefined {
  if (interval !== undefined) {
    if (windowSeconds !== undefined) checkWindowCount(interval, windowSeconds, faults);
    return { interval };
  }
  if (relative === undefined || reference === undefined) return undefined;
  return resolveWhole(relative, reference, windowSeconds, faults);
}

function resolveWhole(
  relative: RelativePeriod,
  reference: EpochSeconds,
  windowSeconds: number | undefined,
  faults: Fault[],
): ResolvedPeriod | undefined {
  const periods = resolveRelative(relative, reference, faults);
  const [first, last] = [periods?.[0], periods?.at(-1)];
  if (periods === undefined || first === undefined || last === undefined) return undefined;
  if (windowSeconds !== undefined) checkRelativeWindows(periods, windowSeconds, faults);
  const { unit, timeZone } = relative;
  return { interval: { start: first.start, end: last.end }, cutAt: { unit, timeZone } };
}

/** As resolved requests carry it. */
export function periodText({ interval: { start, end }, cutAt }: ResolvedPeriod) {
  const period = { startAt: formatInstant(start), endAt: formatInstant(end) };
  return cutAt === undefined ? { period } : { period, cutAt };
}
