/**
 * What period a request asks for. The seam of relative periods: they are recognised here and nowhere else, so that
 * they can be resolved here, from `referenceTime`, once this version knows how.
 */
import type { EpochSeconds } from '../domain/instant.ts';
import { formatInstant } from '../domain/instant.ts';
import type { Interval } from '../domain/interval.ts';
import { memberPath } from './fault.ts';
import type { Fault } from './fault.ts';
import { ownMember, readMembers, readObject } from './members.ts';
import type { JsonObject } from './members.ts';
import { PERIOD_SHAPE } from './filter-shape.ts';
import { refuseUnknown } from './unknown-members.ts';

const RELATIVE_MEMBERS = ['previous', 'count', 'timeZone'];
const WANTED =
  'an object such as {"startAt": "2026-10-01T00:00:00Z", "endAt": "2026-10-31T23:59:59Z"}';

export interface PeriodReading {
  /** Absent when the period is wrong; a fault tells why. */
  readonly interval?: Interval;
  /** The dates are written out, so that a reference time means nothing. */
  readonly absolute: boolean;
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
  if (RELATIVE_MEMBERS.some((name) => Object.hasOwn(input, name))) {
    return refuseRelative(input, path, faults);
  }
  refuseUnknown(input, Object.keys(PERIOD_SHAPE), context.topLevel, path, faults);
  const { startAt, endAt } = readMembers(PERIOD_SHAPE, input, path, faults);
  const sound = checkOrder(
    { startAt, endAt },
    Math.floor(context.referenceTime.getTime() / 1000),
    path,
    faults,
  );
  if (startAt === undefined || endAt === undefined || !sound) return { absolute: true };
  return { absolute: true, interval: { start: startAt, end: endAt } };
}

function refuseRelative(input: JsonObject, path: string, faults: Fault[]): PeriodReading {
  const absolute = Object.keys(PERIOD_SHAPE).some((name) => ownMember(input, name) !== undefined);
  const both = absolute ? ' (and never beside them)' : '';
  faults.push({
    path: memberPath(path, RELATIVE_MEMBERS.find((name) => Object.hasOwn(input, name)) ?? ''),
    message: `relative periods are not available in this version; give startAt and endAt${both}`,
  });
  return { absolute };
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
