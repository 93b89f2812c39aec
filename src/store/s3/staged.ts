/** What is staged, whether it is finished or not: read back, listed, removed. */
import { STAGING, TEMPORARY } from '../keys.ts';
import { StagingLostError, type StagedPart, type StagedRead } from '../store.ts';
import type { S3Bucket } from './bucket.ts';
import { isAbsent } from './faults.ts';
import { listObjects, readObject, removeObject } from './objects.ts';
import { parseStagingKey } from './staging-key.ts';
import { abortUpload, abortUploadsOf, listParts, listUploads, type Upload } from './uploads.ts';

/** Throws `StagingLostError`. */
export async function readStaged(bucket: S3Bucket, key: string): Promise<StagedRead> {
  try {
    const { body, etag } = await readObject(bucket, key);
    return { body, ...(etag === undefined ? {} : { etag }) };
  } catch (error) {
    throw isAbsent(error) ? stagingLost(key, error) : error;
  }
}

export function stagingLost(key: string, cause?: unknown): StagingLostError {
  return new StagingLostError(
    `The staged file ${key} is not there any more: it was published, discarded, or was never finished.`,
    { cause },
  );
}

/** The uploads and objects of every export that is staged below `folder`, sorted by key. */
export async function listStagedParts(bucket: S3Bucket, folder: string): Promise<StagedPart[]> {
  const prefix = `${folder}/${STAGING}/`;
  const parts: StagedPart[] = [];
  for (const upload of await listUploads(bucket, prefix)) {
    if (parseStagingKey(upload.key) !== undefined) parts.push(await measure(bucket, upload));
  }
  for (const object of await listObjects(bucket, prefix)) {
    if (parseStagingKey(object.key) !== undefined) parts.push(object);
  }
  return parts.sort(byKey);
}

/**
 * Uploads outside of staging, under keys as if they lay in the folder for what is being written: large files that are
 * being published, or were when their publisher was killed.
 */
export async function listCopies(bucket: S3Bucket): Promise<StagedPart[]> {
  const parts: StagedPart[] = [];
  for (const upload of await listUploads(bucket, '')) {
    if (upload.key.split('/').includes(STAGING)) continue;
    const measured = await measure(bucket, upload);
    parts.push({ ...measured, key: `${TEMPORARY}/${upload.key}` });
  }
  return parts.sort(byKey);
}

async function measure(bucket: S3Bucket, upload: Upload): Promise<StagedPart> {
  const parts = await listParts(bucket, upload);
  return {
    key: upload.key,
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    changedMs: Math.max(upload.begunMs, ...parts.map(({ changedMs }) => changedMs)),
  };
}

function byKey(a: StagedPart, b: StagedPart): number {
  return a.key < b.key ? -1 : 1;
}

/** All uploads and objects of one export; absent is fine. */
export async function discardStaged(bucket: S3Bucket, folder: string): Promise<void> {
  for (const upload of await listUploads(bucket, `${folder}/`)) await abortUpload(bucket, upload);
  for (const { key } of await listObjects(bucket, `${folder}/`)) await removeObject(bucket, key);
}

/** Of a copy that was never finished, the uploads go, and whatever is published under its name stays. */
export async function removeStaged(bucket: S3Bucket, key: string): Promise<void> {
  const copied = key.startsWith(`${TEMPORARY}/`) ? key.slice(TEMPORARY.length + 1) : undefined;
  const at = copied ?? key;
  await abortUploadsOf(bucket, at);
  if (copied === undefined) await removeObject(bucket, key);
}
