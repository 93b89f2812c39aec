import { assets, type Asset } from '../data/assets.ts';
import { mix } from '../data/mix.ts';

/** The smart lists of the subscription. */
export const smartLists: readonly Asset[] = [
  { id: 8001, name: 'Engaged leads' },
  { id: 8002, name: 'SuccessWebCPS.Registered, not attended' },
];

/** One lead in so many is a member of a list; which, its id and the list's decide. */
const SHARE = 4;

/** Whether a lead is a member of the list with this id; a list that is unknown has none. */
export function isListMember(listId: number, leadId: number): boolean {
  const isKnown = [...assets['Static List'], ...smartLists].some(({ id }) => id === listId);
  return isKnown && mix(listId, leadId) % SHARE === 0;
}

/** The id of the list with this name; undefined for none. */
export function listIdOf(lists: readonly Asset[], wanted: string): number | undefined {
  return lists.find(({ name }) => name === wanted)?.id;
}
