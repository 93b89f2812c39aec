import { nextRange } from '../domain/ranges.ts';
import type { DownloadAnswer, DownloadInput } from '../interface/steps.ts';
import type { FileStretch, MarketoClient } from '../marketo/types.ts';
import { MarketoError } from '../marketo/errors.ts';
import type { StagedFile } from '../store/store.ts';
import { type ActivityScope, defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { isMarketoError, orLimit } from './limits.ts';
import { requireSameStore } from './same-store.ts';

type Parts = Pick<Dependencies, 'marketo' | 'store' | 'ledger' | 'hostName'>;

/**
 * Downloads the file in ranges into a staged file of this attempt's own. It goes on from the longest durable prefix
 * that an earlier attempt left, on whatever host: what the store holds decides, never a heartbeat.
 */
export function downloadFileActivity(parts: Parts) {
  return defineActivity<DownloadInput, DownloadAnswer>('afterPaying', async (input, scope) => {
    await requireSameStore(parts, input.run);
    return await orLimit(async () => {
      const staged = await openStaged(parts, input);
      const transfer = new Transfer(parts.marketo, input, staged, scope);
      try {
        return await transfer.run();
      } finally {
        await staged.close();
      }
    });
  });
}

function openStaged({ store, ledger }: Parts, input: DownloadInput): Promise<StagedFile> {
  const { exportId, windowRun, fileSize, round } = input;
  const folder = ledger.stagingFolder(input.run.request, exportId);
  const maxBytes = fileSize === undefined ? {} : { maxBytes: fileSize };
  // After a mismatch no bytes but the new round's own are trusted; those its retries may go on from.
  return round === 0
    ? store.openStage({ folder, run: windowRun }, { resumeFrom: 'anyRun', ...maxBytes })
    : store.openStage(
        { folder, run: `${windowRun}-${round}` },
        { resumeFrom: 'sameRun', ...maxBytes },
      );
}

class Transfer {
  readonly #marketo: MarketoClient;
  readonly #input: DownloadInput;
  readonly #staged: StagedFile;
  readonly #scope: ActivityScope;
  #bytes: number;
  #totalBytes: number | undefined;

  constructor(
    marketo: MarketoClient,
    input: DownloadInput,
    staged: StagedFile,
    scope: ActivityScope,
  ) {
    this.#marketo = marketo;
    this.#input = input;
    this.#staged = staged;
    this.#scope = scope;
    this.#bytes = staged.resumedBytes;
    this.#totalBytes = input.fileSize;
  }

  async run(): Promise<DownloadAnswer> {
    this.#announce();
    try {
      await this.#fetchRanges();
    } catch (error) {
      return this.#answerOrThrow(error);
    }
    return { answer: 'staged', name: this.#staged.name, bytes: this.#bytes };
  }

  async #fetchRanges(): Promise<void> {
    for (;;) {
      const range = nextRange(this.#bytes, this.#totalBytes, this.#input.run.policy.rangeBytes);
      if (range === undefined) return;
      const { signal } = this.#scope;
      const stretch = await this.#marketo.openFile(this.#input.exportId, range, { signal });
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
      await this.#staged.append(fresh);
      this.#bytes += fresh.length;
      this.#scope.report({ v: 1, bytes: this.#bytes, ...this.#total() });
      this.#scope.signal.throwIfAborted();
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
    const operation = `read the file of export ${this.#input.exportId}`;
    throw new MarketoError(`${operation}: the answer brought no bytes`, {
      kind: 'brokenBody',
      operation,
      retryAfterMs: 0,
    });
  }

  #answerOrThrow(error: unknown): DownloadAnswer {
    if (error instanceof WrongSizeError) return { answer: 'mismatch', message: error.message };
    if (isMarketoError(error, 'rangeNotSatisfiable')) {
      return {
        answer: 'mismatch',
        message: `${error.message}: the file is shorter than announced`,
      };
    }
    if (isMarketoError(error, 'fileNotFound')) return { answer: 'gone', message: error.message };
    throw this.#hastened(error);
  }

  /** After progress the next attempt starts at once: the back-off is for servers that give nothing. */
  #hastened(error: unknown): unknown {
    const progressed = this.#bytes > this.#staged.resumedBytes;
    if (!progressed || !isMarketoError(error, 'brokenBody', 'connection')) return error;
    return new MarketoError(error.message, { ...error.facts, retryAfterMs: 1_000, cause: error });
  }

  #announce(): void {
    const { resumedBytes, name } = this.#staged;
    this.#scope.log.info(resumedBytes > 0 ? 'download goes on' : 'download starts', {
      exportId: this.#input.exportId,
      fromByte: resumedBytes,
      totalBytes: this.#totalBytes,
      staged: name,
    });
    this.#scope.report({ v: 1, bytes: resumedBytes, ...this.#total() });
  }

  #total(): { totalBytes?: number } {
    return this.#totalBytes === undefined ? {} : { totalBytes: this.#totalBytes };
  }
}

class WrongSizeError extends Error {}
