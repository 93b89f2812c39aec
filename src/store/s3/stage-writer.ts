/** The writing end of a staged file: a part is filled while those before it are on their way; no more is held. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { StagedFile } from '../store.ts';
import { objectOf, type S3Bucket } from './bucket.ts';
import { guarded } from './faults.ts';
import { type Beginning, PartUpload } from './part-upload.ts';

export class S3StageWriter implements StagedFile {
  readonly name: string;
  readonly resumedBytes: number;
  readonly #bucket: S3Bucket;
  readonly #partBytes: number;
  readonly #upload: PartUpload;
  /** Undefined: nothing is in it. A file that waits for its turn between two parts holds no memory. */
  #filling: Buffer | undefined;
  #filled = 0;
  #busy = false;
  /** Of a file shorter than a part, once it is stored. */
  #wholeBytes: number | undefined;

  constructor(bucket: S3Bucket, key: string, partBytes: number, beginning?: Beginning) {
    this.name = key;
    this.#bucket = bucket;
    this.#partBytes = partBytes;
    this.#upload = new PartUpload(bucket, key, beginning);
    this.resumedBytes = this.#upload.durableBytes();
  }

  durableBytes(): number {
    return this.#wholeBytes ?? this.#upload.durableBytes();
  }

  async append(chunk: Uint8Array): Promise<void> {
    // Two appends under way could swap their bytes.
    if (this.#busy) throw new Error(`The append before has not finished yet: ${this.name}`);
    this.#busy = true;
    try {
      for (let at = 0; at < chunk.length;) {
        const filling = (this.#filling ??= this.#bucket.partBuffers.take(this.#partBytes));
        const taken = chunk.subarray(at, at + this.#partBytes - this.#filled);
        filling.set(taken, this.#filled);
        this.#filled += taken.length;
        at += taken.length;
        if (this.#filled === this.#partBytes) await this.#send();
      }
    } finally {
      this.#busy = false;
    }
  }

  async finish(): Promise<void> {
    if (!this.#upload.isBegun) return this.#putWhole();
    await this.#send();
    await this.#upload.allArrived();
    await this.#upload.complete();
  }

  async close(): Promise<void> {
    // Whoever appended was told of a failure, or had let go before; the next attempt asks the store what is there.
    await this.#upload.settled();
    this.#takeFilled().giveBack();
  }

  async #send(): Promise<void> {
    const { body, giveBack } = this.#takeFilled();
    if (body.length > 0) await this.#upload.send(body, giveBack);
  }

  /** Shorter than one part: one call instead of three. */
  async #putWhole(): Promise<void> {
    const { body, giveBack } = this.#takeFilled();
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
    giveBack();
    this.#wholeBytes = body.length;
  }

  /**
   * `giveBack` is for when it has arrived, or is not sent. A try of the same call that was refused may still be sending from
   * it: that one is answered, and nobody counts its bytes.
   */
  #takeFilled(): { readonly body: Buffer; readonly giveBack: () => void } {
    const { partBuffers } = this.#bucket;
    const [filling, filled] = [this.#filling, this.#filled];
    this.#filling = undefined;
    this.#filled = 0;
    if (filling === undefined) return { body: Buffer.alloc(0), giveBack: () => undefined };
    const giveBack = () => {
      partBuffers.giveBack(filling);
    };
    return { body: filling.subarray(0, filled), giveBack };
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
