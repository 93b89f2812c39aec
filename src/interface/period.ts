/** What period a request asks for: dates, or the last whole days and the like, which `relative-period.ts` resolves. */
import type { EpochSeconds } from '../domain/instant.ts';
import { formatInstant } from '../domain/instant.ts';
import type { Interval } from '../domain/interval.ts';
import { isComplete } from './complete.ts';
import { memberPath } from './fault.ts';
import type { Fault } from './fault.ts';
import { ownMember, readMembers, readObject } from './members.ts';
import type { JsonObject } from './members.ts';
import { PERIOD_SHAPE } from './filter-shape.ts';
import type { RelativePeriod } from './relative-period.ts';
import { RELATIVE_SHAPE } from './relative-shape.ts';
import { refuseUnknown } from './unknown-members.ts';

const ABSOLUTE_MEMBERS = Object.keys(PERIOD_SHAPE);
const RELATIVE_MEMBERS = Object.keys(RELATIVE_SHAPE);
const WANTED =
  'an object such as {"startAt": "2026-10-01T00:00:00Z", "endAt": "2026-10-31T23:59:59Z"} ' +
  'or {"previous": "day", "count": 7, "timeZone": "America/Chicago"}';

export interface PeriodReading {
  /** The dates are written out, so that a reference time means nothing. */
  readonly absolute: boolean;
  /** Of dates. Absent when they are wrong; a fault tells why. */
  readonly interval?: Interval;
  /** Of a relative period. Absent when it is wrong; a fault tells why. */
  readonly relative?: RelativePeriod;
}

/** Reads `filter.createdAt`. Faults go into `faults`. */
export function readPeriod(
  value: unknown,
  context: { readonly referenceTime: Date; readonly topLevel: readonly string[] },
  path: string,
  faults: Fault[],
): PeriodReading {
  const input = readObject(value, WANTED, path, faults);
  if (input === undefined) return { absolute: false };
  const known = [...ABSOLUTE_MEMBERS, ...RELATIVE_MEMBERS];
  refuseUnknown(input, known, context.topLevel, path, faults);
  const absolute = ABSOLUTE_MEMBERS.filter((name) => ownMember(input, name) !== undefined);
  const relative = RELATIVE_MEMBERS.filter((name) => ownMember(input, name) !== undefined);
  if (absolute.length > 0 && relative.length > 0) {
    return refuseBoth(input, [...absolute, ...relative], path, faults);
  }
  if (relative.length > 0) return readRelative(input, path, faults);
  return readDates(input, context.referenceTime, path, faults);
}

/** Which of the two was meant cannot be known; what is wrong with the members themselves can. */
function refuseBoth(
  input: JsonObject,
  given: readonly string[],
  path: string,
  faults: Fault[],
): PeriodReading {
  const [other = ''] = given;
  const odd = given.find((name) => RELATIVE_MEMBERS.includes(name)) ?? '';
  faults.push({
    path: memberPath(path, odd),
    message:
      `stands beside ${other}; a period is either startAt and endAt, or previous with count and timeZone. ` +
      'Leave the one or the other out',
  });
  const shape = Object.entries({ ...PERIOD_SHAPE, ...RELATIVE_SHAPE });
  readMembers(
    Object.fromEntries(shape.filter(([name]) => given.includes(name))),
    input,
    path,
    faults,
  );
  return { absolute: false };
}

function readRelative(input: JsonObject, path: string, faults: Fault[]): PeriodReading {
  const { previous: unit, count, timeZone } = readMembers(RELATIVE_SHAPE, input, path, faults);
  const read = { unit, count, timeZone };
  return isComplete(read) ? { absolute: false, relative: read } : { absolute: false };
}

function readDates(
  input: JsonObject,
  referenceTime: Date,
  path: string,
  faults: Fault[],
): PeriodReading {
  const { startAt, endAt } = readMembers(PERIOD_SHAPE, input, path, faults);
  const latest = Math.floor(referenceTime.getTime() / 1000);
  const sound = checkOrder({ startAt, endAt }, latest, path, faults);
  if (startAt === undefined || endAt === undefined || !sound) return { absolute: true };
  return { absolute: true, interval: { start: startAt, end: endAt } };
}

function checkOrder(
  ends: { readonly startAt: EpochSeconds | undefined; readonly endAt: EpochSeconds | undefined },
  latest: EpochSeconds,
  path: string,
  faults: Fault[],
): boolean {
  const { startAt, endAt } = ends;
  const before = faults.length;
  if (startAt !== undefined && endAt !== undefined && endAt < startAt) {
    faults.push({
      path: memberPath(path, 'endAt'),
      message: `${formatInstant(endAt)} is before startAt, ${formatInstant(startAt)}`,
    });
  }
  const future = endAt !== undefined && endAt > latest ? { endAt } : { startAt };
  for (const [member, seconds] of Object.entries(future)) {
    if (seconds === undefined || seconds <= latest) continue;
    const message = `${formatInstant(seconds)} has not come yet; the latest allowed is ${formatInstant(latest)}`;
    faults.push({ path: memberPath(path, member), message });
  }
  return faults.length === before;
}
