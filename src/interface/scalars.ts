/** zod schemas of the request's scalars that JSON has no type for: instants and durations, both as text. */
import { z } from 'zod';
import { mismatch, quote } from './fault.ts';
import { INSTANT_PATTERN, readInstant } from './instant-text.ts';
import type { Edge } from './instant-text.ts';
import { formatIsoDuration, parseIsoDuration } from './iso-duration.ts';

/** Error of a schema, in our words: what is wanted, and what came instead. */
export function wants(wanted: string): (issue: { input?: unknown }) => string {
  return ({ input }) => mismatch(wanted, input);
}

/** Longer than any name at Marketo; unbounded text would outgrow what Temporal takes from one step to the next. */
const MAX_CHARACTERS = 1_000;

/** Text that other programs can read: NUL ends it for some, half a character is another one after it was sent. */
export function plainText(wanted: string) {
  return z
    .string({ error: wants(wanted) })
    .max(MAX_CHARACTERS, { error: `has more than ${MAX_CHARACTERS} characters` })
    .refine((text) => !text.includes('\0'), { error: 'holds a NUL character' })
    .refine((text) => !/\p{Surrogate}/u.test(text), {
      error: 'holds half of a character (a lone surrogate)',
    });
}

/** Text → epoch seconds. */
export function instantText(edge: Edge) {
  return z
    .string({ error: wants('an instant such as "2026-10-01T00:00:00Z"') })
    .transform((text, context) => {
      const read = readInstant(text, edge);
      if (read.ok) return read.seconds;
      context.addIssue(read.message);
      return z.NEVER;
    })
    .meta({ pattern: INSTANT_PATTERN, examples: ['2026-10-01T00:00:00Z'] });
}

export interface DurationRange {
  /** Seconds, inclusive. */
  readonly min: number;
  /** Seconds, inclusive. */
  readonly max: number;
  readonly example: string;
}

/** Text → whole seconds. */
export function durationText(range: DurationRange) {
  return z
    .string({ error: wants(`a duration such as ${quote(range.example)}`) })
    .transform((text, context) => {
      const read = parseIsoDuration(text);
      const fault = read.ok ? outOfRange(read.seconds, range) : read.reason;
      if (fault !== undefined) context.addIssue(`${quote(text)} ${fault}`);
      return read.ok && fault === undefined ? read.seconds : z.NEVER;
    })
    .meta({ pattern: '^P' });
}

function outOfRange(seconds: number, { min, max }: DurationRange): string | undefined {
  if (!Number.isInteger(seconds)) return 'has a fraction of a second; whole seconds only';
  if (seconds >= min && seconds <= max) return undefined;
  return `is out of range; from ${formatIsoDuration(min)} to ${formatIsoDuration(max)}`;
}
