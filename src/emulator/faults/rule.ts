import { z } from 'zod';
import { operations } from '../call-log.ts';
import { parseMarketoDate } from '../dates.ts';
import { jobFateSchema } from '../jobs/job-fate.ts';

const count = z.int().min(0);
const moment = z
  .string()
  .refine((text) => parseMarketoDate(text) !== undefined, 'Not a moment in ISO-8601');

/** What a fault does to a call; several members work together. */
const effectSchema = z.strictObject({
  /** Envelope with this error, HTTP 200; the work is not done unless `workDone`. */
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
  /** A proxy's answer: HTTP status with an optional body and Retry-After. */
  httpStatus: z.int().min(200).max(599).optional(),
  retryAfter: z.string().optional(),
  body: z.string().optional(),
  contentType: z.string().optional(),
  /** A proxy's HTML page, with `httpStatus` or 200. */
  html: z.boolean().optional(),
  /** Do the work although one of the answers above hides it. */
  workDone: z.boolean().optional(),
  /** The true answer with its body gone, or cut in the middle; the work is done. */
  emptyBody: z.boolean().optional(),
  truncatedJson: z.boolean().optional(),
  /** Envelope without `result`, success true; the work is done. */
  noResult: z.boolean().optional(),
  /** Connection cut before the work, or after it and before the answer. */
  dropRequest: z.boolean().optional(),
  dropAnswer: z.boolean().optional(),
  /** Real milliseconds before the work. */
  delayMs: count.optional(),
  /** Real milliseconds after the work and before the answer. */
  delayAnswerMs: count.optional(),
  /** Without Content-Length, in chunks. */
  chunked: z.boolean().optional(),
  /** With `on: 'job'`: what becomes of a job that is enqueued. */
  job: jobFateSchema.optional(),
  /** On jobs: members to show instead; null hides one. Only members that the job has are replaced. */
  jobMembers: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
  /** On jobs: other spellings of states, like { Cancelled: 'Canceled' }. */
  statusText: z.record(z.string(), z.string()).optional(),
  /** On file: the connection is destroyed after so many body bytes. */
  cutAfterBytes: count.optional(),
  /** On file: only so many bytes, with a Content-Length that fits, ended cleanly. */
  shortBodyBytes: count.optional(),
  /** On file: nothing more comes after so many bytes, and the connection stays. */
  stallAfterBytes: count.optional(),
  /** On file: no faster than this, in real time. */
  trickleBytesPerSecond: z.int().min(1).optional(),
  /** On file: a reader that does not take a piece in so many real milliseconds is cut off. */
  cutSlowReaderMs: count.optional(),
  /** On file: the byte at this offset of the file is wrong. */
  corruptByteAt: count.optional(),
  /** On file: 200 with the whole file whatever was asked. */
  ignoreRange: z.boolean().optional(),
  /** On file: a Content-Range that is one byte off, or this text. */
  lyingContentRange: z.union([z.boolean(), z.string()]).optional(),
  /** On file: a range loses its last byte, the bug Marketo had until August 2021. */
  omitLastByte: z.boolean().optional(),
  /** On file: the body compressed, with Content-Encoding. */
  gzip: z.boolean().optional(),
});

const ruleSchema = z.strictObject({
  /** Operation, or `*` for all of them; `job` counts jobs as they are enqueued, not calls. */
  on: z.enum([...operations, '*', 'job']),
  exportId: z.string().optional(),
  /** Only for this window: both are moments, compared as such. */
  startAt: moment.optional(),
  endAt: moment.optional(),
  /** clientId of the API user. */
  user: z.string().optional(),
  /** Calls that match and pass unharmed first. Default 0. */
  after: count.optional(),
  /** How often the rule works. Default for ever. */
  times: count.optional(),
  /** Share (0…1) of the matching calls, drawn from `seed`. Default 1. */
  probability: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  do: effectSchema,
});

/** The names of all effects. */
export const faultEffects: readonly string[] = Object.keys(effectSchema.shape);

/** What a fault does. */
export type FaultEffect = Readonly<z.output<typeof effectSchema>>;

/** When a fault strikes and what it does. */
export type FaultRule = Readonly<z.output<typeof ruleSchema>>;

/** Reads rules from JSON or an option; throws with the place of what is wrong. */
export function parseFaultRules(rules: unknown): readonly FaultRule[] {
  const parsed = z.array(ruleSchema).safeParse(rules);
  if (parsed.success) return parsed.data;
  throw new TypeError(`Fault rules: ${z.prettifyError(parsed.error)}`);
}
