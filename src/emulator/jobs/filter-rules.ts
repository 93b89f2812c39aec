import { DELETE_LEAD, filterableGroups } from '../data/activity-types.ts';
import { DAY_MS, PRIMARY_ATTRIBUTE_VALUES, WINDOW_DAYS } from '../limits.ts';

/** A filter whose members have their types. */
export interface ReadFilter {
  readonly startMs: number;
  readonly endMs: number;
  readonly activityTypeIds: readonly number[] | null;
  readonly primaryAttributeValueIds: readonly number[] | null;
  readonly primaryAttributeValues: readonly string[] | null;
}

/** Which rule of §3.1 the filter breaks, in words; undefined when it keeps them all (§8 row 1). */
export function brokenRule(filter: ReadFilter): string | undefined {
  return brokenTypeRule(filter) ?? brokenPrimaryAttributeRule(filter) ?? brokenWindowRule(filter);
}

function brokenWindowRule({ startMs, endMs }: ReadFilter): string | undefined {
  if (startMs > endMs) return 'createdAt: startAt is after endAt';
  if (endMs - startMs <= WINDOW_DAYS * DAY_MS) return undefined;
  return `createdAt: date range is more than ${WINDOW_DAYS} days`;
}

function brokenTypeRule({ activityTypeIds }: ReadFilter): string | undefined {
  if (activityTypeIds?.includes(DELETE_LEAD) !== true) return undefined;
  return `Activity type ${DELETE_LEAD} is not supported`;
}

function brokenPrimaryAttributeRule(filter: ReadFilter): string | undefined {
  const { primaryAttributeValueIds: ids, primaryAttributeValues: names } = filter;
  if (ids === null && names === null) return undefined;
  if (ids !== null && names !== null) {
    return 'primaryAttributeValueIds and primaryAttributeValues exclude each other';
  }
  if ((ids ?? names ?? []).length > PRIMARY_ATTRIBUTE_VALUES) {
    return `More than ${PRIMARY_ATTRIBUTE_VALUES} primary attribute values`;
  }
  const types = filter.activityTypeIds ?? [];
  const inOneGroup = filterableGroups.some((group) => types.every((type) => group.includes(type)));
  if (types.length > 0 && inOneGroup) return undefined;
  return 'A primary attribute filter needs activityTypeIds of one matching asset group';
}
