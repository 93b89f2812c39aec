import type { Switches } from './switches.ts';

/** What a Range header means for a file of a known size. */
export type RangeReading =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; /** Not included. */ readonly end: number }
  | { readonly kind: 'unsatisfiable' };

/** What to serve, where a range that is no good has more than one reading (§8 rows 6, 30). */
export function rangeToServe(
  header: string | undefined,
  sizeBytes: number,
  { badRange, malformedRange }: Pick<Switches, 'badRange' | 'malformedRange'>,
): RangeReading {
  const reading = readRange(header, sizeBytes);
  if (reading.kind === 'whole' && header !== undefined) return { kind: malformedRange };
  if (reading.kind !== 'unsatisfiable') return reading;
  if (badRange !== 'clipped') return { kind: badRange };
  return sizeBytes === 0 ? reading : { kind: 'part', start: sizeBytes - 1, end: sizeBytes };
}

/**
 * Reads `bytes=a-b` and `bytes=a-` (both ends included, clipped to the file); a start at or past the
 * end cannot be satisfied. Anything else, also suffixes and lists, is ignored (§2.6).
 */
export function readRange(header: string | undefined, sizeBytes: number): RangeReading {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null) return { kind: 'whole' };
  const start = Number(match[1]);
  const last = match[2] === '' || match[2] === undefined ? Infinity : Number(match[2]);
  if (last < start) return { kind: 'whole' };
  if (start >= sizeBytes) return { kind: 'unsatisfiable' };
  return { kind: 'part', start, end: Math.min(last + 1, sizeBytes) };
}
