/** Byte ranges of the file call (contract §2.6, RFC 9110 §14): what was asked for against what was announced. */

/** Both ends included; `end` absent: to the end of the file. */
export interface AskedRange {
  readonly start: number;
  readonly end?: number;
}

/** `Content-Range: bytes start-end/total`, `total` absent for `*`. */
export interface AnnouncedRange {
  readonly start: number;
  readonly end: number;
  readonly totalBytes?: number;
}

const CONTENT_RANGE = /^\s*bytes\s+(\d+)-(\d+)\/(\d+|\*)\s*$/i;

/** `{ start: 5 }` → `bytes=5-`. Throws `RangeError` for a range that is none, such as `bytes=0--1`. */
export function rangeHeader({ start, end }: AskedRange): string {
  const isOffset = (n: number) => Number.isSafeInteger(n) && n >= 0;
  if (!isOffset(start) || (end !== undefined && (!isOffset(end) || end < start))) {
    throw new RangeError(`Not a byte range: ${start}-${end ?? ''}`);
  }
  return `bytes=${start}-${end ?? ''}`;
}

/** Undefined for an absent or malformed header. */
export function parseContentRange(header: string | undefined): AnnouncedRange | undefined {
  const parts = CONTENT_RANGE.exec(header ?? '');
  if (parts === null) return undefined;
  const [start, end] = [Number(parts[1]), Number(parts[2])];
  if (parts[3] === '*') return end < start ? undefined : { start, end };
  const totalBytes = Number(parts[3]);
  return end < start || end >= totalBytes ? undefined : { start, end, totalBytes };
}

/** Undefined when the announced range may be taken for the asked one: same start, not beyond the asked end. */
export function rangeFault(asked: AskedRange, announced: AnnouncedRange): string | undefined {
  if (announced.start !== asked.start) {
    return `sent bytes from ${announced.start} on instead of ${asked.start}`;
  }
  if (asked.end !== undefined && announced.end > asked.end) {
    return `announced bytes up to ${announced.end} instead of ${asked.end}`;
  }
  return undefined;
}
