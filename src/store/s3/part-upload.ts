/** A multipart upload that is written to: some parts on their way at once, completed when all have arrived. */
import { UploadPartCommand } from '@aws-sdk/client-s3';
import { objectOf, type S3Bucket } from './bucket.ts';
import { guarded, isAnswer, isUploadEnded, requireText } from './faults.ts';
import { lookAt } from './objects.ts';
import { abortUpload, beginUpload, completeUpload, type UploadedPart } from './uploads.ts';

/** An upload with its whole parts from the first one on. */
export interface Beginning {
  readonly uploadId: string;
  readonly parts: readonly Pick<UploadedPart, 'etag' | 'bytes'>[];
}

interface Part {
  readonly bytes: number;
  /** Told when it has arrived. */
  etag?: string;
}

export class PartUpload {
  readonly #bucket: S3Bucket;
  readonly #key: string;
  readonly #parts: Part[];
  /** The last ones that were sent, in their order. One that failed stays, so that whoever waits next is told. */
  readonly #underWay: Promise<void>[] = [];
  #id: Promise<string> | undefined;

  constructor(bucket: S3Bucket, key: string, beginning?: Beginning) {
    this.#bucket = bucket;
    this.#key = key;
    this.#parts = (beginning?.parts ?? []).map(({ etag, bytes }) => ({ etag, bytes }));
    this.#id = beginning === undefined ? undefined : Promise.resolve(beginning.uploadId);
  }

  /** False: no part was sent, and no upload is known. */
  get isBegun(): boolean {
    return this.#id !== undefined;
  }

  /** Up to the first part that has not arrived: the next attempt sends what lies behind it again. */
  durableBytes(): number {
    let bytes = 0;
    for (const part of this.#parts) {
      if (part.etag === undefined) break;
      bytes += part.bytes;
    }
    return bytes;
  }

  /**
   * Waits for room, then sends the next part; `arrived` gives `body` back. Rejects when a part before it has failed; this
   * one's own failure is told later.
   */
  async send(body: Buffer, arrived: () => void): Promise<void> {
    // For the oldest, not for any: else one that is slow could leave a gap that grows.
    if (this.#underWay.length >= this.#bucket.limits.partsAtOnce) {
      await this.#underWay[0];
      void this.#underWay.shift();
    }
    const part: Part = { bytes: body.length };
    const number = this.#parts.push(part);
    const sending = this.#sendPart(number, body).then((etag) => {
      part.etag = etag;
      arrived();
    });
    sending.catch(() => undefined); // told to whoever waits next
    this.#underWay.push(sending);
  }

  /** Throws what became of the first part that failed. */
  async allArrived(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Nothing is on its way any more, whatever became of it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  /** Only when all parts have arrived. */
  async complete(): Promise<void> {
    const uploadId = await this.#begin();
    const parts = this.#parts.map(({ etag }, index) => ({ number: index + 1, etag }));
    try {
      await completeUpload(this.#bucket, { key: this.#key, uploadId }, parts);
    } catch (error) {
      if (isUploadEnded(error) && (await this.#isThere())) return;
      // The next attempt would list the same parts and come to the same answer.
      if (isAnswer(error, 400, 'InvalidPart', 'InvalidPartOrder', 'EntityTooSmall')) {
        await abortUpload(this.#bucket, { key: this.#key, uploadId });
      }
      await guarded(this.#bucket, 'finish', this.#key, () => Promise.reject(error as Error));
    }
  }

  async #sendPart(number: number, body: Buffer): Promise<string> {
    return guarded(this.#bucket, 'write', this.#key, async () => {
      const sent = await this.#bucket.client.send(
        new UploadPartCommand({
          ...objectOf(this.#bucket, this.#key),
          UploadId: await this.#begin(),
          PartNumber: number,
          Body: body,
          ContentLength: body.length,
        }),
      );
      return requireText(sent.ETag, 'an ETag');
    });
  }

  /** One upload for all parts, the first two of which may come at the same moment. */
  #begin(): Promise<string> {
    return (this.#id ??= beginUpload(this.#bucket, objectOf(this.#bucket, this.#key)));
  }

  /** Completed before: by the call whose answer was lost, or by another attempt. */
  async #isThere(): Promise<boolean> {
    const found = await lookAt(this.#bucket, this.#key);
    return found?.bytes === this.durableBytes();
  }
}
