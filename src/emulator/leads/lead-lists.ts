import { assets } from '../data/assets.ts';
import { mix } from '../data/mix.ts';

/** One lead in so many is a member of a list; which, its id and the list's decide. */
const SHARE = 4;

/** Whether a lead is a member of the static list with this id; a list that is unknown has none. */
export function isListMember(listId: number, leadId: number): boolean {
  const isKnown = assets['Static List'].some(({ id }) => id === listId);
  return isKnown && mix(listId, leadId) % SHARE === 0;
}
