/** The member `backfill`: true, or how. */
import { z } from 'zod';
import { mismatch, quote } from './fault.ts';
import type { Backfill } from './resolved.ts';
import { wants } from './scalars.ts';

const backfillObject = z.strictObject(
  {
    order: z
      .enum(['newest', 'oldest'], { error: wants('"newest" or "oldest"') })
      .prefault('newest')
      .meta({ description: 'Which windows are exported first.' }),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no member ${issue.keys.map((key) => quote(key)).join(', ')}; it takes "order"`
        : undefined,
  },
);

export const BACKFILL = z.union([z.boolean(), backfillObject], {
  error: ({ input }) => mismatch('true, false or an object such as {"order": "newest"}', input),
});

/** Undefined: an ordinary run. */
export function readBackfill(given: z.output<typeof BACKFILL> | undefined): Backfill | undefined {
  if (given === undefined || given === false) return undefined;
  return given === true ? { order: 'newest' } : given;
}
