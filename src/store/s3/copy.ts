/** Copies within the bucket: no byte passes through this machine. */
import { CopyObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { objectOf, type S3Bucket } from './bucket.ts';
import { contentType } from './content-type.ts';
import { requireText } from './faults.ts';
import { beginUpload, type NumberedPart, tryToAbort, type UploadName } from './uploads.ts';

export interface Copy {
  /** Key of the object that is copied. */
  readonly from: string;
  /** Else another attempt's object, which nobody has verified, could be copied. */
  readonly etag: string;
  readonly bytes: number;
  readonly to: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export async function copyAtOnce(bucket: S3Bucket, copy: Copy): Promise<void> {
  await bucket.client.send(
    new CopyObjectCommand({
      ...targetOf(bucket, copy),
      ...bucket.given,
      ...sourceOf(bucket, copy),
      MetadataDirective: 'REPLACE',
      TaggingDirective: 'REPLACE',
    }),
  );
}

export interface PartsCopied {
  readonly upload: UploadName;
  /** Ascending by number. */
  readonly parts: readonly NumberedPart[];
}

export interface CopyOptions {
  /** Parts that are copied side by side. */
  readonly atOnce: number;
  readonly signal?: AbortSignal;
}

/** All but the completion, without which nothing shows. Leaves no upload when it fails or is aborted. */
export async function copyParts(
  bucket: S3Bucket,
  copy: Copy,
  options: CopyOptions,
): Promise<PartsCopied> {
  const upload = { key: copy.to, uploadId: await beginUpload(bucket, targetOf(bucket, copy)) };
  try {
    return { upload, parts: await sendCopies(bucket, copy, upload, options) };
  } catch (error) {
    await tryToAbort(bucket, upload);
    throw error;
  }
}

/** Within the bucket a part takes a second or two. */
const LANDING_MS = 10_000;

async function sendCopies(
  bucket: S3Bucket,
  copy: Copy,
  upload: UploadName,
  { atOnce, signal }: CopyOptions,
): Promise<NumberedPart[]> {
  const ranges = rangesOf(copy.bytes, bucket.limits.copyBytes);
  const parts: NumberedPart[] = [];
  const givenUp = new AbortController();
  const copyNext = async (): Promise<void> => {
    for (let range = ranges.shift(); range !== undefined; range = ranges.shift()) {
      signal?.throwIfAborted();
      parts.push(await sendCopy(bucket, copy, upload, range, givenUp.signal));
    }
  };
  const copying = Array.from({ length: atOnce }, copyNext);
  try {
    await Promise.all(copying);
    signal?.throwIfAborted();
  } catch (error) {
    // A copy that is still on its way could land after the abort, and keep the upload.
    ranges.length = 0;
    const timer = setTimeout(() => {
      givenUp.abort();
    }, LANDING_MS);
    await Promise.allSettled(copying);
    clearTimeout(timer);
    throw error;
  }
  return parts.sort((a, b) => a.number - b.number);
}

interface Range {
  /** Of the part, from 1 on. */
  readonly number: number;
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

function rangesOf(bytes: number, copyBytes: number): Range[] {
  return Array.from({ length: Math.ceil(bytes / copyBytes) }, (_, index) => {
    const start = index * copyBytes;
    return { number: index + 1, start, end: Math.min(start + copyBytes, bytes) - 1 };
  });
}

async function sendCopy(
  bucket: S3Bucket,
  copy: Copy,
  { key, uploadId }: UploadName,
  { number, start, end }: Range,
  abortSignal: AbortSignal,
): Promise<NumberedPart> {
  const { CopyPartResult } = await bucket.client.send(
    new UploadPartCopyCommand({
      ...objectOf(bucket, key),
      ...sourceOf(bucket, copy),
      UploadId: uploadId,
      PartNumber: number,
      CopySourceRange: `bytes=${start}-${end}`,
    }),
    { abortSignal },
  );
  return { number, etag: requireText(CopyPartResult?.ETag, 'an ETag') };
}

function sourceOf(bucket: S3Bucket, { from, etag }: Copy) {
  const { Bucket, Key } = objectOf(bucket, from);
  return { CopySource: `${Bucket}/${Key}`, CopySourceIfMatch: etag };
}

function targetOf(bucket: S3Bucket, { to, metadata }: Copy) {
  const facts = { ContentType: contentType(to), Metadata: { ...metadata } };
  return { ...objectOf(bucket, to), ...facts };
}
