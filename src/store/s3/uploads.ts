/** Multipart uploads that are not finished: what the store still holds of transfers. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import { objectOf, type S3Bucket } from './bucket.ts';
import { isAbsent, isUploadEnded, requireText } from './faults.ts';

export interface Upload {
  /** In the store, without the prefix of the bucket. */
  readonly key: string;
  readonly uploadId: string;
  readonly begunMs: number;
}

export type UploadName = Pick<Upload, 'key' | 'uploadId'>;

export interface UploadedPart {
  readonly number: number;
  readonly etag: string;
  readonly bytes: number;
  readonly changedMs: number;
}

/** As an upload is completed with it. Without an ETag the store refuses it. */
export interface NumberedPart {
  readonly number: number;
  readonly etag: string | undefined;
}

/** Answers the id of the upload. */
export async function beginUpload(
  bucket: S3Bucket,
  object: CreateMultipartUploadCommandInput,
): Promise<string> {
  const { UploadId } = await bucket.client.send(
    new CreateMultipartUploadCommand({ ...object, ...bucket.given }),
  );
  return requireText(UploadId, 'an upload id');
}

/** From then on the object is there, made of these parts. */
export async function completeUpload(
  bucket: S3Bucket,
  { key, uploadId }: UploadName,
  parts: readonly NumberedPart[],
): Promise<void> {
  const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
  await bucket.client.send(
    new CompleteMultipartUploadCommand({
      ...objectOf(bucket, key),
      UploadId: uploadId,
      MultipartUpload: { Parts },
    }),
  );
}

/**
 * Uploads whose key begins with `prefix`. Paged by the key alone, since not every store pages by both markers: of one key
 * with a thousand uploads some stay unseen until those before them are gone.
 */
export async function listUploads(bucket: S3Bucket, prefix: string): Promise<Upload[]> {
  const found = new Map<string, Upload>();
  for (let after: string | undefined; ;) {
    const page = await bucket.client.send(
      new ListMultipartUploadsCommand({
        Bucket: bucket.name,
        Prefix: bucket.prefix + prefix,
        ...(after === undefined ? {} : { KeyMarker: after }),
      }),
    );
    const before = found.size;
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || !Key.startsWith(bucket.prefix + prefix))
        continue;
      const key = Key.slice(bucket.prefix.length);
      found.set(UploadId, { key, uploadId: UploadId, begunMs: Initiated?.getTime() ?? 0 });
    }
    after = page.NextKeyMarker;
    if (page.IsTruncated !== true || after === undefined || found.size === before) break;
  }
  return [...found.values()];
}

/**
 * Ascending by number, one for each. A part that was sent twice may be listed twice: alike it is the same part,
 * otherwise nobody can tell which one counts, and it is left out. None when the upload has ended.
 */
export async function listParts(bucket: S3Bucket, upload: UploadName): Promise<UploadedPart[]> {
  const parts = new Map<number, UploadedPart>();
  const doubtful = new Set<number>();
  try {
    for (let after: string | undefined; ;) {
      const page = await bucket.client.send(
        new ListPartsCommand({
          ...objectOf(bucket, upload.key),
          UploadId: upload.uploadId,
          ...(after === undefined ? {} : { PartNumberMarker: after }),
        }),
      );
      for (const { PartNumber, ETag, Size = 0, LastModified } of page.Parts ?? []) {
        if (PartNumber === undefined || ETag === undefined) continue;
        const known = parts.get(PartNumber);
        if (known !== undefined && known.etag !== ETag) doubtful.add(PartNumber);
        const changedMs = LastModified?.getTime() ?? 0;
        parts.set(PartNumber, { number: PartNumber, etag: ETag, bytes: Size, changedMs });
      }
      const next = page.NextPartNumberMarker;
      if (page.IsTruncated !== true || next === undefined || next === after) break;
      after = next;
    }
  } catch (error) {
    if (isEnded(error)) return [];
    throw error;
  }
  const certain = [...parts.values()].filter(({ number }) => !doubtful.has(number));
  return certain.sort((a, b) => a.number - b.number);
}

/** All that are for exactly this key. */
export async function abortUploadsOf(bucket: S3Bucket, key: string): Promise<void> {
  for (const upload of await listUploads(bucket, key)) {
    if (upload.key === key) await abortUpload(bucket, upload);
  }
}

/** Ended meanwhile is fine. */
export async function abortUpload(bucket: S3Bucket, { key, uploadId }: UploadName): Promise<void> {
  try {
    await bucket.client.send(
      new AbortMultipartUploadCommand({ ...objectOf(bucket, key), UploadId: uploadId }),
    );
  } catch (error) {
    if (!isEnded(error)) throw error;
  }
}

/** When the caller has a fault of its own to tell. What stays is found by `listUploads`. */
export async function tryToAbort(bucket: S3Bucket, upload: UploadName): Promise<void> {
  await abortUpload(bucket, upload).catch(() => undefined);
}

/** Some stores miss the key of an upload that is not there. */
function isEnded(error: unknown): boolean {
  return isUploadEnded(error) || isAbsent(error);
}
