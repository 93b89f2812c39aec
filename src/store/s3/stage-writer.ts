/** The writing end of a staged file: a part is filled while the one before is on its way; no more is held. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { StoreError } from '../store-error.ts';
import type { StagedFile } from '../store.ts';
import { objectOf, type S3Bucket } from './bucket.ts';
import { guarded, isAnswer } from './faults.ts';
import { lookAt } from './objects.ts';
import { abortUpload } from './uploads.ts';

/** An upload with its whole parts from the first one on. */
export interface Beginning {
  readonly uploadId: string;
  readonly parts: readonly SentPart[];
}

interface SentPart {
  readonly number: number;
  readonly etag: string;
}

export class S3StageWriter implements StagedFile {
  readonly name: string;
  readonly resumedBytes: number;
  readonly #bucket: S3Bucket;
  readonly #partBytes: number;
  readonly #parts: SentPart[];
  #uploadId: string | undefined;
  #durable: number;
  /** Two buffers take turns: one is filled, one is sent. */
  #filling: Buffer;
  #spare: Buffer | undefined;
  #filled = 0;
  #sending: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(bucket: S3Bucket, key: string, partBytes: number, beginning?: Beginning) {
    this.name = key;
    this.#bucket = bucket;
    this.#partBytes = partBytes;
    this.#uploadId = beginning?.uploadId;
    this.#parts = [...(beginning?.parts ?? [])];
    this.resumedBytes = this.#parts.length * partBytes;
    this.#durable = this.resumedBytes;
    this.#filling = Buffer.allocUnsafeSlow(partBytes);
  }

  durableBytes(): number {
    return this.#durable;
  }

  async append(chunk: Uint8Array): Promise<void> {
    // Two appends under way could swap their bytes.
    if (this.#busy) throw new Error(`The append before has not finished yet: ${this.name}`);
    this.#busy = true;
    try {
      for (let at = 0; at < chunk.length;) {
        const taken = chunk.subarray(at, at + this.#partBytes - this.#filled);
        this.#filling.set(taken, this.#filled);
        this.#filled += taken.length;
        at += taken.length;
        if (this.#filled === this.#partBytes) await this.#send();
      }
    } finally {
      this.#busy = false;
    }
  }

  async finish(): Promise<void> {
    await this.#sending; // until the first part is there nothing tells that there is an upload
    if (this.#uploadId === undefined) return this.#putWhole();
    if (this.#filled > 0) await this.#send();
    await this.#sending;
    await this.#complete();
  }

  async close(): Promise<void> {
    // Whoever appended was told of a failure, or had let go before; the next attempt asks the store what is there.
    await this.#sending.catch(() => undefined);
  }

  /** Waits for the part before only: what is filled now goes on its way. */
  async #send(): Promise<void> {
    await this.#sending;
    const body = this.#filling.subarray(0, this.#filled);
    const number = this.#parts.length + 1;
    this.#filling = this.#spare ?? Buffer.allocUnsafeSlow(this.#partBytes);
    this.#spare = undefined;
    this.#filled = 0;
    const sending = this.#sendPart(number, body);
    sending.catch(() => undefined); // told by whoever awaits it next
    this.#sending = sending;
  }

  async #sendPart(number: number, body: Buffer): Promise<void> {
    const { client, given } = this.#bucket;
    const object = objectOf(this.#bucket, this.name);
    await guarded(this.#bucket, 'write', this.name, async () => {
      if (this.#uploadId === undefined) {
        const begun = await client.send(new CreateMultipartUploadCommand({ ...object, ...given }));
        this.#uploadId = requireText(begun.UploadId, 'an upload id');
      }
      const part = { UploadId: this.#uploadId, PartNumber: number };
      const sent = await client.send(
        new UploadPartCommand({ ...object, ...part, Body: body, ContentLength: body.length }),
      );
      this.#parts.push({ number, etag: requireText(sent.ETag, 'an ETag') });
    });
    this.#durable += body.length;
    // Only of a whole part is the buffer known to be as large as the next one needs.
    if (body.length === this.#partBytes) this.#spare = body;
  }

  /** Shorter than one part: one call instead of three. */
  async #putWhole(): Promise<void> {
    const body = this.#filling.subarray(0, this.#filled);
    await guarded(this.#bucket, 'write', this.name, () =>
      this.#bucket.client.send(
        new PutObjectCommand({
          ...objectOf(this.#bucket, this.name),
          ...this.#bucket.given,
          Body: body,
          ContentLength: body.length,
        }),
      ),
    );
    this.#durable = body.length;
  }

  async #complete(): Promise<void> {
    const upload = { key: this.name, uploadId: requireText(this.#uploadId, 'an upload id') };
    try {
      await this.#bucket.client.send(
        new CompleteMultipartUploadCommand({
          ...objectOf(this.#bucket, this.name),
          UploadId: upload.uploadId,
          MultipartUpload: {
            Parts: this.#parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })),
          },
        }),
      );
    } catch (error) {
      if (isAnswer(error, 404, 'NoSuchUpload') && (await this.#isThere())) return;
      // The next attempt would list the same parts and come to the same answer.
      if (isAnswer(error, 400, 'InvalidPart', 'InvalidPartOrder', 'EntityTooSmall')) {
        await abortUpload(this.#bucket, upload);
      }
      await guarded(this.#bucket, 'finish', this.name, () => Promise.reject(error as Error));
    }
  }

  /** Completed before: by the call whose answer was lost, or by another attempt. */
  async #isThere(): Promise<boolean> {
    const found = await lookAt(this.#bucket, this.name);
    return found?.bytes === this.#durable;
  }
}

/** A staged file that an earlier attempt has finished. */
export function finishedStage(key: string, bytes: number): StagedFile {
  return {
    name: key,
    resumedBytes: bytes,
    durableBytes: () => bytes,
    append: (chunk) =>
      chunk.length === 0
        ? Promise.resolve()
        : Promise.reject(new Error(`The staged file is finished: ${key}`)),
    finish: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function requireText(text: string | undefined, what: string): string {
  if (text !== undefined) return text;
  throw new StoreError(`The store answered without ${what}. Check that it is an S3 store.`, {
    code: 'BAD_ANSWER',
    path: '.',
    retryable: true,
  });
}
