/** A file of Marketo, range by range, into whatever appends bytes: a staged file of the store, or one on this disk. */
import { nextRange } from '../domain/ranges.ts';
import { MarketoError } from '../marketo/errors.ts';
import type { FileStretch, MarketoClient } from '../marketo/types.ts';

/** Where the bytes go. They may be there in part. */
export interface FileSink {
  /** Bytes that are there already: where the transfer goes on. */
  readonly resumedBytes: number;
  /** Resolves when the chunk may be reused. */
  append(chunk: Uint8Array): Promise<void>;
}

export interface FileToFetch {
  readonly exportId: string;
  /** Bytes, where the job told it. */
  readonly fileSize?: number;
  /** Bytes asked for in one call. */
  readonly rangeBytes: number;
  readonly signal: AbortSignal;
  /** After each chunk: bytes that are there, and of how many where that is known. */
  readonly onBytes: (bytes: number, totalBytes: number | undefined) => void;
}

/** Marketo's own figures about the size of the file contradict each other, or the file. */
export class WrongSizeError extends Error {
  override readonly name = 'WrongSizeError';
}

/**
 * Asks for one range after the other until the file is there; gives its size in bytes, and verifies nothing else.
 * Rejects with `WrongSizeError`, `MarketoError`, the signal's reason, or what the sink rejects with.
 */
export async function fetchFile(
  marketo: Pick<MarketoClient, 'openFile'>,
  sink: FileSink,
  file: FileToFetch,
): Promise<number> {
  return new Transfer(marketo, sink, file).run();
}

class Transfer {
  readonly #marketo: Pick<MarketoClient, 'openFile'>;
  readonly #sink: FileSink;
  readonly #file: FileToFetch;
  #bytes: number;
  #totalBytes: number | undefined;

  constructor(marketo: Pick<MarketoClient, 'openFile'>, sink: FileSink, file: FileToFetch) {
    this.#marketo = marketo;
    this.#sink = sink;
    this.#file = file;
    this.#bytes = sink.resumedBytes;
    this.#totalBytes = file.fileSize;
  }

  async run(): Promise<number> {
    const { exportId, rangeBytes, signal } = this.#file;
    for (;;) {
      const range = nextRange(this.#bytes, this.#totalBytes, rangeBytes);
      if (range === undefined) return this.#bytes;
      const stretch = await this.#marketo.openFile(exportId, range, { signal });
      await this.#agreeOnTotal(stretch);
      const bytesBefore = this.#bytes;
      await this.#append(stretch.body, bytesBefore - stretch.start);
      this.#totalBytes ??= this.#bytes; // neither fileSize nor a total was told: the body's end is the file's
      if (this.#bytes === bytesBefore) this.#refuseStandstill();
    }
  }

  /** A total that differs from the job's fileSize: one of the two is wrong, and a prefix must not pass for the file. */
  async #agreeOnTotal({ totalBytes: told, body }: FileStretch): Promise<void> {
    this.#totalBytes ??= told;
    // 0: an empty answer is no word about the file (contract §6).
    if (told === undefined || told === 0 || told === this.#totalBytes) return;
    // Nobody will read this body; open, it would keep its place among the calls for a minute.
    await body[Symbol.asyncIterator]().return?.();
    throw new WrongSizeError(
      `Marketo sends a file of ${told} bytes in all; it is said to have ${this.#totalBytes ?? 0}`,
    );
  }

  /** `skipBytes`: what of the body is stored already, because Marketo ignored the range and began at byte 0. */
  async #append(body: AsyncIterable<Uint8Array>, skipBytes: number): Promise<void> {
    let skip = skipBytes;
    for await (const chunk of body) {
      const fresh = chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - fresh.length;
      if (fresh.length === 0) continue;
      this.#refuseSurplus(fresh.length);
      await this.#sink.append(fresh);
      this.#bytes += fresh.length;
      this.#file.onBytes(this.#bytes, this.#totalBytes);
      this.#file.signal.throwIfAborted();
    }
  }

  #refuseSurplus(more: number): void {
    if (this.#totalBytes === undefined || this.#bytes + more <= this.#totalBytes) return;
    throw new WrongSizeError(
      `Marketo sends more than the ${this.#totalBytes} bytes that the file is said to have`,
    );
  }

  /** The same range would be asked for again, for ever. An empty answer to it passes (contract §6). */
  #refuseStandstill(): void {
    if (this.#bytes === this.#totalBytes) return;
    const operation = `read the file of export ${this.#file.exportId}`;
    throw new MarketoError(`${operation}: the answer brought no bytes`, {
      kind: 'brokenBody',
      operation,
      retryAfterMs: 0,
    });
  }
}
