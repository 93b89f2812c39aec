/**
 * Staged files of the S3 store: one multipart upload for each run, which any attempt on any host goes on with. Attempts
 * that are alive at once send the same bytes under the same part numbers, so none can take anything from another; what
 * tells whether they really were the same is the SHA-256 of the whole, read back. A finished one is an object.
 */
import { checkRun, checkStagingKey } from '../keys.ts';
import type { OpenStageOptions, StagedFile, StagePlace } from '../store.ts';
import type { S3Bucket } from './bucket.ts';
import { listObjects, removeObject } from './objects.ts';
import { MIB, type S3Limits } from './options.ts';
import type { Beginning } from './part-upload.ts';
import { finishedStage, S3StageWriter } from './stage-writer.ts';
import { parseStagingKey, stagingKey } from './staging-key.ts';
import { abortUpload, listParts, listUploads, type Upload, type UploadedPart } from './uploads.ts';

/** What an earlier attempt left: an upload that is under way, or a finished object. */
interface Earlier {
  readonly key: string;
  readonly run: string;
  readonly bytes: number;
  /** Absent: it is finished. */
  readonly upload?: Beginning;
}

export async function openS3Stage(
  bucket: S3Bucket,
  place: StagePlace,
  options: OpenStageOptions,
): Promise<StagedFile> {
  checkRun(place.run);
  checkStagingKey(`${place.folder}/x`);
  const earlier = await findEarlier(bucket, place.folder);
  const source = longest(earlier, place, options);
  await removeOwn(bucket, earlier, place, source);
  if (source === undefined) {
    const partBytes = partSizeFor(options.maxBytes, bucket.limits);
    return new S3StageWriter(bucket, stagingKey(place, partBytes), partBytes);
  }
  if (source.upload === undefined) return finishedStage(source.key, source.bytes);
  return new S3StageWriter(bucket, source.key, partBytesOf(source.key), source.upload);
}

async function findEarlier(bucket: S3Bucket, folder: string): Promise<Earlier[]> {
  const found: Earlier[] = [];
  for (const upload of await listUploads(bucket, `${folder}/`)) {
    const run = parseStagingKey(upload.key)?.run;
    if (run !== undefined) found.push({ run, ...(await underWay(bucket, upload)) });
  }
  for (const { key, bytes } of await listObjects(bucket, `${folder}/`)) {
    const run = parseStagingKey(key)?.run;
    if (run !== undefined) found.push({ key, run, bytes });
  }
  return found;
}

async function underWay(bucket: S3Bucket, upload: Upload): Promise<Omit<Earlier, 'run'>> {
  const { key, uploadId } = upload;
  const parts = contiguous(await listParts(bucket, upload), partBytesOf(key));
  return { key, bytes: parts.length * partBytesOf(key), upload: { uploadId, parts } };
}

/** The whole parts from the first one on. A last, short part is sent again: attempts differ in where they ended. */
function contiguous(parts: readonly UploadedPart[], partBytes: number): UploadedPart[] {
  const broken = parts.findIndex(
    ({ number, bytes }, index) => number !== index + 1 || bytes !== partBytes,
  );
  return broken === -1 ? [...parts] : parts.slice(0, broken);
}

/** A finished one only if it is the whole file: nothing can be appended to it. */
function longest(
  earlier: readonly Earlier[],
  place: StagePlace,
  { resumeFrom, maxBytes = Infinity }: OpenStageOptions,
): Earlier | undefined {
  return earlier
    .filter(({ run }) => resumeFrom === 'anyRun' || run === place.run)
    .filter(({ upload, bytes }) =>
      upload === undefined ? bytes === maxBytes : bytes > 0 && bytes <= maxBytes,
    )
    .sort(
      (a, b) => b.bytes - a.bytes || Number(b.run === place.run) - Number(a.run === place.run),
    )[0];
}

async function removeOwn(
  bucket: S3Bucket,
  earlier: readonly Earlier[],
  place: StagePlace,
  source: Earlier | undefined,
): Promise<void> {
  for (const one of earlier) {
    if (one === source || one.run !== place.run) continue;
    if (one.upload === undefined) await removeObject(bucket, one.key);
    else await abortUpload(bucket, { key: one.key, uploadId: one.upload.uploadId });
  }
}

/** S3 takes 10,000 parts; some are left for a file that turns out larger. */
const MOST_PARTS = 9_000;

function partSizeFor(maxBytes: number | undefined, { partBytes }: S3Limits): number {
  return Math.max(partBytes, Math.ceil((maxBytes ?? 0) / MOST_PARTS / MIB) * MIB);
}

function partBytesOf(key: string): number {
  const partBytes = parseStagingKey(key)?.partBytes;
  if (partBytes === undefined) throw new Error(`Not a staged file: ${key}`);
  return partBytes;
}
