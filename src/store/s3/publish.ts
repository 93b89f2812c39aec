/** Publication: the store copies the verified object to its name; no byte passes through this machine. */
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { PublishedFacts } from '../store.ts';
import { objectOf, type S3Bucket } from './bucket.ts';
import { contentType } from './content-type.ts';
import { isAbsent, isOutrun } from './faults.ts';
import { lookAt, removeObject } from './objects.ts';
import { stagingLost } from './staged.ts';
import { abortUpload } from './uploads.ts';

interface Source {
  readonly CopySource: string;
  /** Else another attempt's object, which nobody has verified, could be copied. */
  readonly CopySourceIfMatch: string;
}

/** Throws `StagingLostError`, also when the staged object is not the one that was verified. */
export async function publishStaged(
  bucket: S3Bucket,
  name: string,
  key: string,
  { etag, metadata }: PublishedFacts = {},
): Promise<void> {
  const staged = await lookAt(bucket, name);
  const verified = etag ?? staged?.etag;
  if (staged === undefined || verified === undefined || staged.etag !== verified) {
    throw stagingLost(name);
  }
  const { Bucket, Key } = objectOf(bucket, name);
  const source = { CopySource: `${Bucket}/${Key}`, CopySourceIfMatch: verified };
  const facts = { ContentType: contentType(key), Metadata: { ...metadata } };
  const published = { ...objectOf(bucket, key), ...bucket.given, ...facts };
  try {
    if (staged.bytes <= bucket.limits.copyBytes) await copyAtOnce(bucket, source, published);
    else await copyByParts(bucket, source, published, staged.bytes);
  } catch (error) {
    throw isOutrun(error) || isAbsent(error) ? stagingLost(name, error) : error;
  }
  await removeObject(bucket, name);
}

type Published = ReturnType<typeof objectOf> &
  S3Bucket['given'] & {
    readonly ContentType: string;
    readonly Metadata: Record<string, string>;
  };

async function copyAtOnce(bucket: S3Bucket, source: Source, published: Published): Promise<void> {
  await bucket.client.send(
    new CopyObjectCommand({
      ...published,
      ...source,
      MetadataDirective: 'REPLACE',
      TaggingDirective: 'REPLACE',
    }),
  );
}

async function copyByParts(
  bucket: S3Bucket,
  source: Source,
  published: Published,
  bytes: number,
): Promise<void> {
  const { Bucket, Key } = published;
  const begun = await bucket.client.send(new CreateMultipartUploadCommand(published));
  const UploadId = begun.UploadId;
  if (UploadId === undefined) throw new Error('The store gave no upload id');
  const upload = { Bucket, Key, UploadId };
  try {
    const Parts = await copyParts(bucket, source, upload, bytes);
    await bucket.client.send(
      new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }),
    );
  } catch (error) {
    const key = Key.slice(bucket.prefix.length);
    await abortUpload(bucket, { key, uploadId: UploadId }).catch(() => undefined); // `error` says why
    throw error;
  }
}

const SIDE_BY_SIDE = 4;

async function copyParts(
  bucket: S3Bucket,
  source: Source,
  upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string },
  bytes: number,
) {
  const { copyBytes } = bucket.limits;
  const starts = Array.from({ length: Math.ceil(bytes / copyBytes) }, (_, i) => i * copyBytes);
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  const copyNext = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const PartNumber = start / copyBytes + 1;
      const end = Math.min(start + copyBytes, bytes) - 1;
      const copied = await bucket.client.send(
        new UploadPartCopyCommand({
          ...upload,
          ...source,
          PartNumber,
          CopySourceRange: `bytes=${start}-${end}`,
        }),
      );
      parts.push({ PartNumber, ETag: copied.CopyPartResult?.ETag });
    }
  };
  const copying = Array.from({ length: SIDE_BY_SIDE }, copyNext);
  try {
    await Promise.all(copying);
  } catch (error) {
    // A copy that is still on its way could land after the abort, and keep the upload.
    starts.length = 0;
    await Promise.allSettled(copying);
    throw error;
  }
  return parts.sort((a, b) => a.PartNumber - b.PartNumber);
}
