/** Flags, read by the rules of the request's members, so that a value means the same everywhere. */
import type { Interval } from '../domain/interval.ts';
import { formatFaults } from '../interface/fault.ts';
import type { Fault } from '../interface/fault.ts';
import { parsePeriod } from '../interface/parse-period.ts';
import { UsageError } from './exit-code.ts';
import { flagOfPath, requestFromFlags } from './request-flags.ts';
import type { RequestFlags } from './request-flags.ts';

/** The flags that name a period. */
export type PeriodFlags = Pick<
  RequestFlags,
  'from' | 'to' | 'previous' | 'count' | 'timeZone' | 'asOf'
>;

/** What `read` makes of the flags. Throws `UsageError` with every fault that it tells, each by its flag. */
export function readFlags<T>(read: (faults: Fault[]) => T): T {
  const faults: Fault[] = [];
  const value = read(faults);
  if (faults.length === 0) return value;
  const byFlag = faults.map(({ path, message }) => ({ path: flagOf(path), message }));
  throw new UsageError(formatFaults(byFlag, 'The command line'));
}

/** Undefined when no flag names one, or when it is wrong, and then a fault tells. */
export function readPeriodFlags(
  flags: PeriodFlags,
  now: Date,
  faults: Fault[],
): Interval | undefined {
  const { from, to, previous, count, timeZone, asOf } = flags;
  const given = Object.entries({ from, to, previous, count, timeZone, asOf }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length === 0) return undefined;
  return parsePeriod(requestFromFlags(Object.fromEntries(given)), now, faults);
}

/** `windowSize` → `--window-size`. */
function flagOf(path: string): string {
  const flag = flagOfPath(path);
  return flag.startsWith('--')
    ? flag
    : `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
