/** zod schema of a list, with the faults of lists in our words. */
import { z } from 'zod';
import { MAX_ELEMENTS } from './members.ts';
import { wants } from './scalars.ts';

/** `nonEmpty` tells what to do instead of giving an empty list. */
export function listOf<T extends z.ZodType>(element: T, wanted: string, nonEmpty: string) {
  return z
    .array(element, { error: wants(wanted) })
    .min(1, { error: `is empty; ${nonEmpty}` })
    .max(MAX_ELEMENTS);
}
