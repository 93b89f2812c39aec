/** Publication: the bucket copies the verified object to its name. A large one is copied while it is being verified. */
import type { PrepareOptions, PublishedFacts, PublishPreparation, StagedSource } from '../store.ts';
import type { S3Bucket } from './bucket.ts';
import { type Copy, copyAtOnce, copyParts } from './copy.ts';
import { guarded, isAbsent, isOutrun } from './faults.ts';
import { lookAt, removeObject } from './objects.ts';
import { stagingLost } from './staged.ts';
import { completeUpload, listParts, tryToAbort } from './uploads.ts';

/** A step that waits for the copy. */
const ALONE_AT_ONCE = 4;
/** The bytes are read back meanwhile: more would take from that, and have nothing to gain. */
const BESIDE_READING_AT_ONCE = 1;

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
    if (isByParts(bucket, copy)) await copyByParts(bucket, copy);
    else await copyAtOnce(bucket, copy);
  } catch (error) {
    // An upload that was ended is another matter: the staged object is still there, and the next attempt copies it.
    throw isOutrun(error) || isAbsent(error) ? stagingLost(copy.from, error) : error;
  }
}

async function copyByParts(bucket: S3Bucket, copy: Copy): Promise<void> {
  const { upload, parts } = await copyParts(bucket, copy, { atOnce: ALONE_AT_ONCE });
  try {
    await completeUpload(bucket, upload, parts);
  } catch (error) {
    await tryToAbort(bucket, upload);
    throw error;
  }
}

/**
 * Copies the parts of a large file, but does not complete them. A file that one call copies is left to `publishStaged`. What
 * other attempts have prepared is left alone: a copy on its way may keep an upload that is aborted.
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
  const copied = guarded(bucket, 'prepare', key, () =>
    copyParts(bucket, copy, {
      atOnce: BESIDE_READING_AT_ONCE,
      signal: AbortSignal.any([signal, stop.signal]),
    }),
  );
  const made = copied.then(({ upload }) => upload.uploadId);
  made.catch(() => undefined); // told to whoever waits for it
  return {
    made,
    discard: async () => {
      stop.abort();
      await copied.then(({ upload }) => tryToAbort(bucket, upload)).catch(() => undefined);
    },
  };
}

/** False, whatever the fault: the file is copied then, and what stands in the way of that as well is told. */
async function completePrepared(
  bucket: S3Bucket,
  { to: key, bytes }: Copy,
  uploadId: string,
): Promise<boolean> {
  try {
    const parts = await listParts(bucket, { key, uploadId });
    if (parts.reduce((sum, part) => sum + part.bytes, 0) === bytes) {
      await completeUpload(bucket, { key, uploadId }, parts);
      return true;
    }
  } catch {
    // Ended by somebody, a part lost, or no right to it.
  }
  await tryToAbort(bucket, { key, uploadId });
  return false;
}

function isByParts({ limits }: S3Bucket, { bytes }: Copy): boolean {
  return bytes > limits.copyBytes;
}
