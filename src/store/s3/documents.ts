/** Small documents of the S3 store: conditional writes decide, and one object is never seen half. */
import { randomUUID } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { generationInside } from '../generation-inside.ts';
import { objectOf, type S3Bucket } from './bucket.ts';
import { contentType } from './content-type.ts';
import { isAbsent, isAnswer, isOutrun } from './faults.ts';

/** Metadata by which a writer knows its own document again after an answer was lost. */
const WRITER = 'writer';
const GENERATION = 'generation';

interface Stored {
  readonly body: Uint8Array;
  readonly etag: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Undefined when there is no such document. */
export async function readDocument(bucket: S3Bucket, key: string): Promise<Uint8Array | undefined> {
  return (await readStored(bucket, key))?.body;
}

/** True: this call wrote it. */
export async function putDocumentIfAbsent(
  bucket: S3Bucket,
  key: string,
  body: Uint8Array,
): Promise<boolean> {
  const outcome = await put(bucket, key, body, { IfNoneMatch: '*' }, {});
  return outcome === 'written';
}

/** True: `generation` was the highest and is what the document says now. */
export async function replaceDocumentIfNewer(
  bucket: S3Bucket,
  key: string,
  body: Uint8Array,
  generation: number,
): Promise<boolean> {
  if (!Number.isSafeInteger(generation) || generation < 1) {
    throw new RangeError(`A generation is a whole number from 1 on, got ${generation}`);
  }
  // Each turn that is outrun has seen another writer get further, so there is an end to it.
  for (;;) {
    const stored = await readStored(bucket, key);
    if (stored !== undefined && generationOf(stored) >= generation) return false;
    const condition = conditionOn(stored);
    const metadata = { [GENERATION]: String(generation) };
    if ((await put(bucket, key, body, condition, metadata)) === 'written') return true;
  }
}

interface Condition {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

function conditionOn(stored: Stored | undefined): Condition {
  if (stored === undefined) return { IfNoneMatch: '*' };
  if (stored.etag === undefined) throw new Error('The store gave a document without its ETag');
  return { IfMatch: stored.etag };
}

async function put(
  bucket: S3Bucket,
  key: string,
  body: Uint8Array,
  condition: Condition,
  metadata: Readonly<Record<string, string>>,
): Promise<'written' | 'outrun'> {
  const writer = randomUUID();
  for (;;) {
    try {
      await bucket.client.send(
        new PutObjectCommand({
          ...objectOf(bucket, key),
          ...bucket.given,
          ...condition,
          Body: body,
          ContentType: contentType(key),
          Metadata: { ...metadata, [WRITER]: writer },
        }),
      );
      return 'written';
    } catch (error) {
      // Two writers at the very same moment: neither is told who won, and each is to ask again.
      if (isAnswer(error, 409, 'ConditionalRequestConflict')) continue;
      // If-Match on what has gone meanwhile.
      if (!isOutrun(error) && !isAbsent(error)) throw error;
      // The SDK repeats a call whose answer was lost; the repeated one then meets its own document.
      return (await writerOf(bucket, key)) === writer ? 'written' : 'outrun';
    }
  }
}

async function writerOf(bucket: S3Bucket, key: string): Promise<string | undefined> {
  try {
    const found = await bucket.client.send(new HeadObjectCommand(objectOf(bucket, key)));
    return found.Metadata?.[WRITER];
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function readStored(bucket: S3Bucket, key: string): Promise<Stored | undefined> {
  try {
    const found = await bucket.client.send(new GetObjectCommand(objectOf(bucket, key)));
    const body = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
    return { body, etag: found.ETag, metadata: found.Metadata ?? {} };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** A document copied by other hands may have lost its metadata: it says itself how far it is. */
function generationOf({ body, metadata }: Stored): number {
  const noted = Number(metadata[GENERATION] ?? NaN);
  return Number.isSafeInteger(noted) ? noted : generationInside(body);
}
