/** Publication: the bucket copies the verified object to its name. A large one is copied while it is being verified. */
import type { PrepareOptions, PublishedFacts, PublishPreparation, StagedSource } from '../store.ts';
import type { S3Bucket } from './bucket.ts';
import { completeCopy, type Copy, copyAtOnce, copyParts } from './copy.ts';
import { isAbsent, isOutrun } from './faults.ts';
import { lookAt, removeObject } from './objects.ts';
import { stagingLost } from './staged.ts';
import { abortUpload, abortUploadsOf, listParts } from './uploads.ts';

/** Throws `StagingLostError`, also when the staged object is not the one that was verified. */
export async function publishStaged(
  bucket: S3Bucket,
  name: string,
  key: string,
  { etag, metadata = {}, prepared }: PublishedFacts = {},
): Promise<void> {
  const staged = await lookAt(bucket, name);
  const verified = etag ?? staged?.etag;
  if (staged === undefined || verified === undefined || staged.etag !== verified) {
    throw stagingLost(name);
  }
  const copy = { from: name, etag: verified, bytes: staged.bytes, to: key, metadata };
  if (prepared === undefined || !(await completePrepared(bucket, copy, prepared))) {
    await copyWhole(bucket, copy);
  }
  await removeObject(bucket, name);
}

async function copyWhole(bucket: S3Bucket, copy: Copy): Promise<void> {
  try {
    if (isByParts(bucket, copy)) {
      const { upload, parts } = await copyParts(bucket, copy);
      await completeCopy(bucket, upload, parts);
    } else {
      await copyAtOnce(bucket, copy);
    }
  } catch (error) {
    throw isOutrun(error) || isAbsent(error) ? stagingLost(copy.from, error) : error;
  }
}

/**
 * Copies the parts of a large file, but does not complete them. A file that one call copies is left to `publishStaged`. What
 * an attempt has left that was killed goes first: it costs storage, and nobody else knows of it.
 */
export function prepareCopy(
  bucket: S3Bucket,
  { name, bytes, etag }: StagedSource,
  key: string,
  { metadata, signal }: PrepareOptions,
): PublishPreparation | undefined {
  const copy = { from: name, etag, bytes, to: key, metadata };
  if (!isByParts(bucket, copy)) return undefined;
  const stop = new AbortController();
  const made = copyAnew(bucket, copy, AbortSignal.any([signal, stop.signal])).catch(
    () => undefined, // it comes again when the file is published, and is told then
  );
  return {
    made,
    discard: async () => {
      stop.abort();
      const uploadId = await made;
      if (uploadId !== undefined) await tryToAbort(bucket, { key, uploadId });
    },
  };
}

async function copyAnew(bucket: S3Bucket, copy: Copy, signal: AbortSignal): Promise<string> {
  await abortUploadsOf(bucket, copy.to);
  const { upload } = await copyParts(bucket, copy, signal);
  return upload.uploadId;
}

/** False: it has ended, or the bucket has lost a part of it. */
async function completePrepared(
  bucket: S3Bucket,
  { to: key, bytes }: Copy,
  uploadId: string,
): Promise<boolean> {
  const parts = await listParts(bucket, { key, uploadId });
  if (parts.reduce((sum, part) => sum + part.bytes, 0) !== bytes) {
    await tryToAbort(bucket, { key, uploadId });
    return false;
  }
  try {
    await completeCopy(bucket, { key, uploadId }, parts);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

function isByParts({ limits }: S3Bucket, { bytes }: Copy): boolean {
  return bytes > limits.copyBytes;
}

/** What stays is found by `listCopies`. */
async function tryToAbort(bucket: S3Bucket, upload: { key: string; uploadId: string }) {
  await abortUpload(bucket, upload).catch(() => undefined);
}
