/** The period of a request by itself, for what looks at a period without exporting it. */
import type { Interval } from '../domain/interval.ts';
import { isJsonObject, ownMember, readMembers } from './members.ts';
import type { JsonObject } from './members.ts';
import type { Fault } from './fault.ts';
import { readPeriod } from './period.ts';
import { checkAsOf } from './request-rules.ts';
import { OPTIONS_SHAPE } from './request-shape.ts';
import { resolvePeriod } from './resolve-period.ts';

/**
 * Reads `filter.createdAt` and `asOf` as a request has them; other members are not looked at. However long it is:
 * a period that is not exported makes no windows. Undefined when it is wrong, and then faults tell why.
 */
export function parsePeriod(
  request: JsonObject,
  referenceTime: Date,
  faults: Fault[],
): Interval | undefined {
  const filter = ownMember(request, 'filter');
  const createdAt = isJsonObject(filter) ? ownMember(filter, 'createdAt') : undefined;
  const context = { referenceTime, topLevel: ['asOf'] };
  const reading = readPeriod(createdAt, context, 'filter.createdAt', faults);
  const { asOf } = readMembers({ asOf: OPTIONS_SHAPE.asOf }, request, '', faults);
  const latest = Math.floor(referenceTime.getTime() / 1000);
  checkAsOf(request, { asOf, absolute: reading.absolute }, latest, faults);
  const reference = ownMember(request, 'asOf') === undefined ? latest : asOf;
  return resolvePeriod(reading, reference, undefined, faults)?.interval;
}
