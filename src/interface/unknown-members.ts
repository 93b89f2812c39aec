/** Members that no schema knows. Refused at every level: Marketo ignores them, and a filter ignored exports everything. */
import { memberPath, quote } from './fault.ts';
import type { Fault } from './fault.ts';
import type { JsonObject } from './members.ts';
import { didYouMean } from './spelling.ts';

const MAX_NAMED = 10;

/** Where a member belongs that is known, but not where it was found. */
const HOME: Readonly<Record<string, string>> = {
  startAt: 'filter.createdAt',
  endAt: 'filter.createdAt',
  previous: 'filter.createdAt',
  count: 'filter.createdAt',
  timeZone: 'filter.createdAt',
  createdAt: 'filter',
  activityTypeIds: 'filter',
  primaryAttributeValueIds: 'filter',
  primaryAttributeValues: 'filter',
};

/** `known`: the members that may stand here. `topLevel`: those that belong to the request itself. */
export function refuseUnknown(
  input: JsonObject,
  known: readonly string[],
  topLevel: readonly string[],
  path: string,
  faults: Fault[],
): void {
  const unknown = Object.keys(input).filter((name) => !known.includes(name));
  for (const name of unknown.slice(0, MAX_NAMED)) {
    const message = misplaced(name, topLevel) ?? misspelt(name, known);
    faults.push({ path: memberPath(path, name), message });
  }
  const more = unknown.length - MAX_NAMED;
  if (more > 0) faults.push({ path, message: `has ${more} more unknown members` });
}

function misplaced(name: string, topLevel: readonly string[]): string | undefined {
  const home = Object.hasOwn(HOME, name) ? HOME[name] : undefined;
  if (home !== undefined) {
    return `belongs inside ${quote(home)}; anywhere else Marketo would ignore it and export everything`;
  }
  return topLevel.includes(name) ? 'belongs to the request itself, beside "filter"' : undefined;
}

function misspelt(name: string, known: readonly string[]): string {
  const near = didYouMean(name, known);
  const hint = near === '' ? ` Known here: ${known.join(', ')}` : near;
  return `is not a known member.${hint}`;
}
