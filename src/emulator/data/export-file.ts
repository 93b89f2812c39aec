import { createHash, randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BytePen } from './byte-pen.ts';
import type { SegmentCache } from './segment-cache.ts';

/** How long the event loop may be held before others get a turn. */
const TURN_MS = 8;

/** Room that a row may reserve beyond its length, so that a segment is not copied to grow. */
const PEN_SLACK_BYTES = 4096;

/** The rows of a file, cut into segments that can each be written without the others. */
export interface FileRows {
  readonly segmentCount: number;
  /** Writes one segment and returns how many rows it has. */
  writeSegment(segment: number, pen: BytePen): number;
}

/** The figures of a finished file, as the job shows them. */
export interface FileFigures {
  readonly fileSize: number;
  readonly numberOfRecords: number;
  /** `sha256:` and 64 hex digits. */
  readonly fileChecksum: string;
}

/**
 * A file that is never held whole: one pass measures its segments and hashes them; a range later
 * renders only the segments it touches.
 */
export class ExportFile {
  readonly figures: FileFigures;
  readonly #key = randomUUID();
  readonly #header: Buffer;
  readonly #rows: FileRows;
  /** Where each segment begins; one more for the end of the file. */
  readonly #offsets: Float64Array;
  readonly #cache: SegmentCache;

  private constructor(index: FileIndex, header: Buffer, rows: FileRows, cache: SegmentCache) {
    this.figures = index.figures;
    this.#offsets = index.offsets;
    this.#header = header;
    this.#rows = rows;
    this.#cache = cache;
  }

  /** Measures the file, giving way to other work every few milliseconds. */
  static async index(
    headerText: string,
    rows: FileRows,
    cache: SegmentCache,
    signal: AbortSignal,
  ): Promise<ExportFile> {
    const header = Buffer.from(headerText);
    return new ExportFile(await measure(header, rows, signal), header, rows, cache);
  }

  /** The bytes from `start` up to, not including, `end`, in pieces. */
  *read(start: number, end: number): Generator<Buffer> {
    if (start < this.#header.length) {
      yield this.#header.subarray(start, Math.min(end, this.#header.length));
    }
    let segment = Math.max(0, this.#segmentAt(start));
    for (; (this.#offsets[segment] ?? Infinity) < end; segment += 1) {
      const begin = this.#offsets[segment] ?? 0;
      const bytes = this.#segment(segment);
      const piece = bytes.subarray(Math.max(0, start - begin), Math.max(0, end - begin));
      if (piece.length > 0) yield piece;
    }
  }

  #segment(segment: number): Buffer {
    return this.#cache.get(`${this.#key}/${segment}`, () => {
      const pen = new BytePen(this.#sizeOf(segment) + PEN_SLACK_BYTES);
      this.#rows.writeSegment(segment, pen);
      return pen.written;
    });
  }

  #sizeOf(segment: number): number {
    return (this.#offsets[segment + 1] ?? 0) - (this.#offsets[segment] ?? 0);
  }

  /** The last segment that begins at or before this offset. */
  #segmentAt(offset: number): number {
    let low = 0;
    let high = this.#offsets.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

interface FileIndex {
  readonly figures: FileFigures;
  readonly offsets: Float64Array;
}

async function measure(header: Buffer, rows: FileRows, signal: AbortSignal): Promise<FileIndex> {
  const hash = createHash('sha256').update(header);
  const offsets = new Float64Array(rows.segmentCount + 1).fill(header.length);
  const pen = new BytePen(1_048_576);
  let numberOfRecords = 0;
  let turnStartedMs = performance.now();
  for (let segment = 0; segment < rows.segmentCount; segment += 1) {
    pen.clear();
    numberOfRecords += rows.writeSegment(segment, pen);
    hash.update(pen.written);
    offsets[segment + 1] = (offsets[segment] ?? 0) + pen.written.length;
    if (performance.now() - turnStartedMs < TURN_MS) continue;
    await nextTurn(undefined, { signal });
    turnStartedMs = performance.now();
  }
  const fileSize = offsets.at(-1) ?? header.length;
  const fileChecksum = `sha256:${hash.digest('hex')}`;
  return { figures: { fileSize, numberOfRecords, fileChecksum }, offsets };
}
