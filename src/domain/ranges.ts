/** Byte ranges of a download: 0-based, both ends included, as in the header `Range: bytes=a-b` (contract §2.6). */
export interface ByteRange {
  readonly start: number;
  /** Absent: to the end of the file, which is not known yet. */
  readonly end?: number;
}

/**
 * The range to ask for next, or undefined when the file is whole.
 * Without a known size the whole rest is asked for: the answer tells the size, or its end is the file's.
 */
export function nextRange(
  haveBytes: number,
  totalBytes: number | undefined,
  rangeBytes: number,
): ByteRange | undefined {
  if (totalBytes === undefined) return { start: haveBytes };
  if (haveBytes >= totalBytes) return undefined;
  return { start: haveBytes, end: Math.min(haveBytes + rangeBytes, totalBytes) - 1 };
}
