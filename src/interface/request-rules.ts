/** Rules across members. Each takes what could be read, so it runs also when other members are wrong. */
import { formatInstant } from '../domain/instant.ts';
import { lengthSeconds } from '../domain/interval.ts';
import type { Interval } from '../domain/interval.ts';
import { assetGroupOf, listAssetGroups } from './asset-groups.ts';
import type { Fault } from './fault.ts';
import { formatIsoDuration } from './iso-duration.ts';
import { ownMember } from './members.ts';
import type { JsonObject } from './members.ts';
import { MAX_WINDOWS } from './names.ts';

const MAX_PRIMARY_ATTRIBUTES = 50;
const PRIMARY_MEMBERS = ['primaryAttributeValueIds', 'primaryAttributeValues'] as const;
const HOUR_SECONDS = 3_600;
const MAX_WINDOW_SECONDS = 31 * 24 * HOUR_SECONDS;

export interface FilterParts {
  readonly activityTypeIds?: readonly number[] | undefined;
  readonly primaryAttributeValueIds?: readonly number[] | undefined;
  readonly primaryAttributeValues?: readonly string[] | undefined;
}

/** One of the two primary attribute members, at most 50, with the types of one asset group (contract §3.1). */
export function checkPrimaryAttributes(
  filter: JsonObject,
  parts: FilterParts,
  faults: Fault[],
): void {
  const given = PRIMARY_MEMBERS.filter((name) => ownMember(filter, name) !== undefined);
  const [first, second] = given;
  if (first === undefined) return;
  if (second !== undefined) {
    faults.push({
      path: `filter.${second}`,
      message: `stands beside ${first}; Marketo takes one of the two`,
    });
  }
  for (const name of given) checkCount(name, parts[name] ?? [], faults);
  const message = faultyGroup(filter, parts.activityTypeIds);
  if (message !== undefined) faults.push({ path: `filter.${first}`, message });
}

function checkCount(name: string, values: readonly unknown[], faults: Fault[]): void {
  const count = new Set(values).size;
  if (count <= MAX_PRIMARY_ATTRIBUTES) return;
  faults.push({
    path: `filter.${name}`,
    message:
      `has ${count} different values; Marketo takes at most ${MAX_PRIMARY_ATTRIBUTES}. ` +
      'Send several requests, each with a dataset of its own',
  });
}

function faultyGroup(
  filter: JsonObject,
  typeIds: readonly number[] | undefined,
): string | undefined {
  const need = `needs activityTypeIds of exactly one asset group: ${listAssetGroups()}`;
  if (ownMember(filter, 'activityTypeIds') === undefined) return `${need}. There are none`;
  const groups = new Set((typeIds ?? []).map((id) => assetGroupOf(id)?.name));
  const strangers = (typeIds ?? []).filter((id) => assetGroupOf(id) === undefined).slice(0, 5);
  if (strangers.length > 0) return `${need}. Of no asset group: ${strangers.join(', ')}`;
  if (groups.size > 1) return `${need}. They are of ${groups.size}: ${[...groups].join(', ')}`;
  return undefined;
}

/** A column asked for twice would be refused by Marketo or come twice. */
export function checkDuplicateFields(fields: readonly string[], faults: Fault[]): void {
  const twice = fields.filter((field, index) => fields.indexOf(field) !== index);
  for (const field of new Set(twice)) {
    faults.push({ path: 'fields', message: `names "${field}" more than once` });
  }
}

/** `asOf` moves a relative period; beside dates it would be ignored in silence. Periods to come are not over. */
export function checkAsOf(
  request: JsonObject,
  { asOf, absolute }: { readonly asOf: number | undefined; readonly absolute: boolean },
  latest: number,
  faults: Fault[],
): void {
  if (absolute && ownMember(request, 'asOf') !== undefined) {
    const message =
      'goes with a relative period only; beside startAt and endAt it has no meaning. Leave it out';
    faults.push({ path: 'asOf', message });
  }
  if (absolute || asOf === undefined || asOf <= latest) return;
  const message = `${formatInstant(asOf)} has not come yet; the latest allowed is ${formatInstant(latest)}`;
  faults.push({ path: 'asOf', message });
}

/** At most `MAX_WINDOWS` windows a request, so that results and failures stay small. */
export function checkWindowCount(period: Interval, windowSeconds: number, faults: Fault[]): void {
  const length = lengthSeconds(period);
  const count = Math.ceil(length / windowSeconds);
  if (count <= MAX_WINDOWS) return;
  const longer = Math.ceil(length / MAX_WINDOWS / HOUR_SECONDS) * HOUR_SECONDS;
  const firstEnd = formatInstant(period.start + MAX_WINDOWS * windowSeconds - 1);
  const larger =
    longer <= MAX_WINDOW_SECONDS
      ? `Set windowSize to "${formatIsoDuration(longer)}" or longer, or s`
      : 'S';
  faults.push({
    path: 'windowSize',
    message:
      `${formatIsoDuration(windowSeconds)} cuts the period into ${count} windows; at most ${MAX_WINDOWS} a request. ` +
      `${larger}end ${Math.ceil(count / MAX_WINDOWS)} requests for the same dataset, the first with endAt "${firstEnd}"`,
  });
}

/** An export cannot be renewed because it will have been made before some later time. */
export function checkRefresh(refresh: boolean | number, latest: number, faults: Fault[]): void {
  if (typeof refresh === 'boolean' || refresh <= latest) return;
  faults.push({
    path: 'refresh',
    message: `${formatInstant(refresh)} has not come yet; the latest allowed is ${formatInstant(latest)}, or true for "now"`,
  });
}
