/** What a schedule takes from the relative period of its request. */
import type { PeriodUnit } from '../domain/calendar.ts';
import { isJsonObject, ownMember, readMembers } from './members.ts';
import type { Members } from './members.ts';
import { RELATIVE_SHAPE } from './relative-shape.ts';

const DAY_SECONDS = 86_400;

interface UnitOfRuns {
  /** A run that is later than this has its successor on its heels. */
  readonly catchupSeconds: number;
  /** Makes up for some days without runs at little cost: what is final is not exported again. */
  readonly count: number;
}

const UNITS: Readonly<Record<PeriodUnit, UnitOfRuns>> = {
  hour: { catchupSeconds: 3_600, count: 48 },
  day: { catchupSeconds: DAY_SECONDS, count: 7 },
  week: { catchupSeconds: 7 * DAY_SECONDS, count: 4 },
  month: { catchupSeconds: 31 * DAY_SECONDS, count: 3 },
};

/** The relative period of a request, as far as it could be read; undefined of anything else. */
export function relativePeriodOf(request: unknown): Members<typeof RELATIVE_SHAPE> | undefined {
  const filter = isJsonObject(request) ? ownMember(request, 'filter') : undefined;
  const period = isJsonObject(filter) ? ownMember(filter, 'createdAt') : undefined;
  if (!isJsonObject(period) || ownMember(period, 'previous') === undefined) return undefined;
  return readMembers(RELATIVE_SHAPE, period, '', []);
}

/** So that the clock of the schedule and the days of the request are those of one place. */
export function timeZoneOf(request: unknown): string {
  return relativePeriodOf(request)?.timeZone ?? 'UTC';
}

/** Seconds. */
export function catchupWindowOf(request: unknown): number {
  return unitOf(request).catchupSeconds;
}

/** A count that heals. */
export function healingCountOf(request: unknown): number {
  return unitOf(request).count;
}

function unitOf(request: unknown): UnitOfRuns {
  return UNITS[relativePeriodOf(request)?.previous ?? 'day'];
}
