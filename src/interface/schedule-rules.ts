/** What is wrong with a schedule across its members, and with a request that is sent again and again. */
import { formatInstant } from '../domain/instant.ts';
import type { Fault } from './fault.ts';
import { isJsonObject, ownMember } from './members.ts';
import type { JsonObject, Members } from './members.ts';
import type { SPEC_SHAPE } from './schedule-shape.ts';
import { healingCountOf, relativePeriodOf } from './scheduled-period.ts';

const TIMES = ['calendars', 'cronExpressions', 'intervals'] as const;

/** A schedule needs a time, and one that can still come. */
export function checkSpec(
  given: JsonObject,
  { startAt, endAt }: Members<typeof SPEC_SHAPE>,
  now: Date,
  faults: Fault[],
): void {
  if (TIMES.every((member) => ownMember(given, member) === undefined)) {
    const message =
      'says no time; write "calendars": [{"hour": 6, "minute": 15}], "cronExpressions": ["15 6 * * *"] ' +
      'or "intervals": [{"every": "PT6H"}]';
    faults.push({ path: 'spec', message });
  }
  if (endAt === undefined) return;
  const fault = (why: string) => faults.push({ path: 'spec.endAt', message: why });
  if (startAt !== undefined && endAt < startAt) {
    fault(`${formatInstant(endAt)} is before startAt, ${formatInstant(startAt)}`);
  } else if (endAt * 1000 < now.getTime()) {
    fault(`${formatInstant(endAt)} has passed; nothing would ever start`);
  }
}

/** The same request every time has to mean another period every time. */
export function checkScheduledRequest(request: JsonObject, faults: Fault[]): void {
  const filter = ownMember(request, 'filter');
  const period = isJsonObject(filter) ? ownMember(filter, 'createdAt') : undefined;
  if (!isJsonObject(period)) return;
  const path = 'request.filter.createdAt';
  const count = healingCountOf(request);
  if (ownMember(period, 'startAt') !== undefined || ownMember(period, 'endAt') !== undefined) {
    const message = `has fixed dates, so every run would ask for the same; write {"previous": "day", "count": ${count}}`;
    faults.push({ path, message });
  } else if (ownMember(period, 'count') === undefined && relativePeriodOf(request) !== undefined) {
    const message =
      `is missing: in a schedule it also says how much a run makes up for when others were skipped, paused or failed. ` +
      `Write "count": ${count}; or 1, if what is missed may stay missing`;
    faults.push({ path: `${path}.count`, message });
  }
  if (ownMember(request, 'asOf') !== undefined) {
    const message =
      'fixes the period, so every run would ask for the same; leave it out: a run goes by the time that the schedule means';
    faults.push({ path: 'request.asOf', message });
  }
}
