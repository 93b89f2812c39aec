/** Objects of any size: looked at, read as a stream, listed, removed. */
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { readAhead } from '../../connections/read-ahead.ts';
import { objectOf, type S3Bucket } from './bucket.ts';
import { guarded, isAbsent } from './faults.ts';

export interface ObjectFacts {
  readonly bytes: number;
  readonly etag: string | undefined;
  readonly changedMs: number;
}

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly changedMs: number;
}

/** Undefined when there is no such object. */
export async function lookAt(bucket: S3Bucket, key: string): Promise<ObjectFacts | undefined> {
  try {
    const found = await bucket.client.send(new HeadObjectCommand(objectOf(bucket, key)));
    const { ContentLength: bytes = 0, ETag: etag, LastModified } = found;
    return { bytes, etag, changedMs: LastModified?.getTime() ?? 0 };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

export interface ReadObject {
  readonly body: AsyncIterable<Uint8Array>;
  readonly etag: string | undefined;
}

/**
 * Fails at once when the object is not there. Its body is to be read to the end or returned; one that nobody begins to read
 * keeps its connection until nothing has moved there for too long.
 */
export async function readObject(bucket: S3Bucket, key: string): Promise<ReadObject> {
  const found = await bucket.client.send(new GetObjectCommand(objectOf(bucket, key)));
  const body = found.Body as Readable;
  return { body: chunksOf(bucket, key, body, found.ContentLength), etag: found.ETag };
}

/** A connection that is cut may look like the end of the object. */
async function* chunksOf(
  bucket: S3Bucket,
  key: string,
  body: Readable,
  bytes: number | undefined,
): AsyncGenerator<Uint8Array> {
  const chunks = readAhead(body);
  let read = 0;
  try {
    for (;;) {
      const next = await guarded(bucket, 'read', key, () => chunks.next());
      if (next.done === true) break;
      read += next.value.length;
      yield next.value;
    }
  } finally {
    await chunks.return();
    body.destroy(); // no-op after the end
  }
  if (bytes !== undefined && read < bytes) {
    await guarded(bucket, 'read', key, () => Promise.reject(cutOff()));
  }
}

function cutOff(): Error {
  return Object.assign(new Error('The body ended before its time'), { code: 'ECONNRESET' });
}

/** All objects whose key in the store begins with `prefix`, ascending, those of staging included. */
export async function listObjects(bucket: S3Bucket, prefix: string): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  let after: string | undefined;
  do {
    const page = await bucket.client.send(
      new ListObjectsV2Command({
        Bucket: bucket.name,
        Prefix: bucket.prefix + prefix,
        ...(after === undefined ? {} : { ContinuationToken: after }),
      }),
    );
    for (const { Key, Size = 0, LastModified } of page.Contents ?? []) {
      if (Key === undefined) continue;
      const key = Key.slice(bucket.prefix.length);
      objects.push({ key, bytes: Size, changedMs: LastModified?.getTime() ?? 0 });
    }
    after = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (after !== undefined);
  return objects;
}

/** Names of what the keys below `folder` go on with before their next `/`, in the bucket's order. */
export async function listPrefixes(bucket: S3Bucket, folder: string): Promise<string[]> {
  const within = `${bucket.prefix}${folder}/`;
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await bucket.client.send(
      new ListObjectsV2Command({
        Bucket: bucket.name,
        Prefix: within,
        Delimiter: '/',
        ...(after === undefined ? {} : { ContinuationToken: after }),
      }),
    );
    for (const { Prefix } of page.CommonPrefixes ?? []) {
      if (Prefix !== undefined) names.push(Prefix.slice(within.length, -1));
    }
    after = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (after !== undefined);
  return names;
}

/** Absent is fine. */
export async function removeObject(bucket: S3Bucket, key: string): Promise<void> {
  await bucket.client.send(new DeleteObjectCommand(objectOf(bucket, key)));
}
