import { z } from 'zod';

/** What becomes of a job that does not end well: a fault's doing, or that of a wrong filter (§8 row 1). */
export const jobFateSchema = z.discriminatedUnion('fate', [
  /** Processing for ever, until it is cancelled. */
  z.strictObject({ fate: z.literal('stuck') }),
  /** Failed when its processing is over. */
  z.strictObject({ fate: z.literal('failed'), errorMsg: z.string().optional() }),
  /** Unknown to everybody, as if it had never been, when its processing is over. */
  z.strictObject({ fate: z.literal('vanished') }),
]);

export type JobFate = Readonly<z.output<typeof jobFateSchema>>;
