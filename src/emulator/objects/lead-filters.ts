import { assets } from '../data/assets.ts';
import { invalidAttribute } from '../errors.ts';
import { readDateRange, type DateRange } from './date-range.ts';
import { isListMember, listIdOf, smartLists } from './lead-lists.ts';
import type { Lead } from './lead-records.ts';

/** A filter that is read: which leads it lets through, and its window if it has one. */
export interface LeadFilter {
  readonly lets: (lead: Lead) => boolean;
  readonly range?: DateRange;
}

/** Every filter that names leads, by its name (§3.3). */
const readers: Readonly<Record<string, (value: unknown, name: string) => LeadFilter>> = {
  createdAt: (value, name) =>
    within(readDateRange(name, value), ({ createdSecond }) => createdSecond),
  updatedAt: (value, name) =>
    within(readDateRange(name, value), ({ updatedSecond }) => updatedSecond),
  staticListId: (value, name) => memberOf(integer(value, name)),
  smartListId: (value, name) => memberOf(integer(value, name)),
  staticListName: (value, name) => memberOf(listIdOf(assets['Static List'], text(value, name))),
  smartListName: (value, name) => memberOf(listIdOf(smartLists, text(value, name))),
};

/** Reads one filter; 1003 for a value of another type. */
export function readLeadFilter(name: string, value: unknown): LeadFilter {
  const read = readers[name];
  if (read === undefined) throw invalidAttribute('filter');
  return read(value, name);
}

function within(range: DateRange, secondOf: (lead: Lead) => number): LeadFilter {
  return { range, lets: (lead) => range.holds(secondOf(lead)) };
}

/** A list that is unknown has no members. */
function memberOf(listId: number | undefined): LeadFilter {
  return { lets: ({ id }) => listId !== undefined && isListMember(listId, id) };
}

function integer(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw invalidAttribute(name);
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw invalidAttribute(name);
}
