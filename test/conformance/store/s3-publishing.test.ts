/** What only a bucket has: copies by parts, and what stands beside an object. */
import { createHash, randomUUID } from 'node:crypto';
import {
  CreateMultipartUploadCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { MIB, type S3Options } from '../../../src/store/s3/options.ts';
import { createS3Store } from '../../../src/store/s3/s3-store.ts';
import { type PublishPreparation, StagingLostError, type Store } from '../../../src/store/store.ts';
import type { S3Call, S3Fault } from '../../support/s3-fault-proxy.ts';
import { useS3BehindProxy } from '../../support/s3-behind-proxy.ts';
import { useS3Keys } from '../../support/s3-keys.ts';
import { whyNoS3Server } from '../../support/s3-server.ts';

const BLOCK = 5 * MIB;
const KEY = 'i/d/w/x.csv';

interface S3Object {
  readonly Bucket: string;
  readonly Key: string;
}

type Facts = Awaited<ReturnType<typeof readBack>>['facts'];

useS3Keys();

describe.skipIf(whyNoS3Server('versitygw') !== undefined)('a bucket', { timeout: 60_000 }, () => {
  const s3 = useS3BehindProxy();

  function open(options: S3Options = {}) {
    const prefix = randomUUID();
    const limits = { partBytes: BLOCK, attempts: 1, ...options.limits };
    const place = { kind: 's3', bucket: 'exports', prefix } as const;
    const store = createS3Store(place, { endpoint: s3.proxy.endpoint, ...options, limits });
    return { store, object: { Bucket: 'exports', Key: `${prefix}/${KEY}` } };
  }

  function copiesSince(calls: number): number {
    return s3.proxy.calls.slice(calls).filter(({ url }) => url.includes('x-id=UploadPartCopy'))
      .length;
  }

  it.each([
    { what: 'larger than one copy', bytes: 2 * BLOCK + 17, copies: 3 },
    { what: 'as large as two copies', bytes: 2 * BLOCK, copies: 2 },
    { what: 'as large as one copy', bytes: BLOCK, copies: 0 },
  ])(
    'publishes a file $what in $copies parts, with its facts beside it',
    async ({ bytes, copies }) => {
      const { store, object } = open({ limits: { copyBytes: BLOCK } });
      const name = await stage(store, bytes);
      const { etag = '' } = await store.readStage(name);
      const before = s3.proxy.calls.length;
      const metadata = { sha256: 'abc', records: '7', 'export-id': 'e-1' };
      await store.publishStage(name, KEY, { etag, metadata });
      expect(copiesSince(before)).toBe(copies);
      expect(await digest(await store.openRead(KEY))).toEqual(await digest(content(bytes)));
      const { Metadata, ContentType } = await s3.client.send(new HeadObjectCommand(object));
      expect(Metadata).toEqual(metadata);
      expect(ContentType).toBe('text/csv; charset=utf-8');
      await expect(store.readStage(name)).rejects.toThrow(StagingLostError);
      expect(await store.listTemporary()).toEqual([]);
    },
  );

  it('an upload that somebody ended while it was copied to is begun anew, and no staged file is missed', async () => {
    const { store } = open({ limits: { copyBytes: BLOCK } });
    const name = await stage(store, 2 * BLOCK + 1);
    s3.proxy.spoil(onComplete({ status: 404, code: 'NoSuchUpload' }));
    const ended = { code: 'NoSuchUpload', retryable: true };
    await expect(store.publishStage(name, KEY)).rejects.toMatchObject(ended);
    s3.proxy.heal();
    await store.publishStage(name, KEY);
    expect(await store.size(KEY)).toBe(2 * BLOCK + 1);
    expect(await store.listTemporary()).toEqual([]);
  });

  it('a copy by parts that fails leaves no upload, and can be made again', async () => {
    const { store } = open({ limits: { copyBytes: BLOCK } });
    const name = await stage(store, 2 * BLOCK + 1);
    s3.proxy.spoil(({ url }) =>
      url.includes('partNumber=3') ? { status: 503, code: 'SlowDown' } : undefined,
    );
    await expect(store.publishStage(name, KEY)).rejects.toMatchObject({ code: 'SlowDown' });
    s3.proxy.heal();
    expect(await store.size(KEY)).toBeUndefined();
    expect(await store.listTemporary()).toEqual([]);
    await store.publishStage(name, KEY);
    expect(await store.size(KEY)).toBe(2 * BLOCK + 1);
  });

  describe('a publication that is prepared', () => {
    it('takes no copy any more, and has the facts that it was prepared with', async () => {
      const { store, object } = open({ limits: { copyBytes: BLOCK } });
      const { name, facts, prepare } = await readBack(store, 2 * BLOCK + 17);
      const prepared = await prepare()!.made;
      const before = s3.proxy.calls.length;
      await store.publishStage(name, KEY, { ...facts, prepared });
      expect(copiesSince(before)).toBe(0);
      await expectPublished(store, object, facts, 2 * BLOCK + 17);
      await expect(store.readStage(name)).rejects.toThrow(StagingLostError);
      expect(await store.listTemporary()).toEqual([]);
    });

    it('is nothing for a file that is copied by one call', async () => {
      const { store } = open({ limits: { copyBytes: BLOCK } });
      const { prepare } = await readBack(store, BLOCK);
      const before = s3.proxy.calls.length;
      expect(prepare()).toBeUndefined();
      expect(s3.proxy.calls.slice(before)).toEqual([]);
    });

    it.each<[string, (preparation: PublishPreparation, abort: () => void) => Promise<void>]>([
      ['discarded', ({ discard }) => discard()],
      [
        'aborted',
        async ({ made }, abort) => {
          abort();
          await expect(made).rejects.toThrow();
        },
      ],
    ])('copies no more parts and leaves no upload when it is %s', async (_how, end) => {
      const { store } = open({ limits: { copyBytes: BLOCK } });
      const { prepare } = await readBack(store, 6 * BLOCK);
      const controller = new AbortController();
      const before = s3.proxy.calls.length;
      const copied = s3.proxy.asked('x-id=UploadPartCopy');
      const preparation = prepare(controller.signal)!;
      await copied;
      await end(preparation, () => {
        controller.abort();
      });
      expect(copiesSince(before)).toBe(1);
      expect(await store.listTemporary()).toEqual([]);
    });

    it('leaves no upload when it is discarded once it is made', async () => {
      const { store } = open({ limits: { copyBytes: BLOCK } });
      const { prepare } = await readBack(store, BLOCK + 1);
      const { made, discard } = prepare()!;
      await made;
      expect(await store.listTemporary()).toHaveLength(1);
      await discard();
      expect(await store.listTemporary()).toEqual([]);
    });

    it('tells what stood in its way, and leaves nothing; publishing does without', async () => {
      const { store } = open({ limits: { copyBytes: BLOCK } });
      const { name, facts, prepare } = await readBack(store, 2 * BLOCK + 1);
      s3.proxy.spoil(({ url }) =>
        url.includes('partNumber=3') ? { status: 503, code: 'SlowDown' } : undefined,
      );
      await expect(prepare()!.made).rejects.toMatchObject({ code: 'SlowDown' });
      s3.proxy.heal();
      expect(await store.listTemporary()).toEqual([]);
      await store.publishStage(name, KEY, facts);
      expect(await store.size(KEY)).toBe(2 * BLOCK + 1);
    });

    it('comes to nothing when the staged object is not the one that was read back', async () => {
      const { store } = open({ limits: { copyBytes: BLOCK } });
      const { prepare } = await readBack(store, 2 * BLOCK + 1, { etag: '"another"' });
      await expect(prepare()!.made).rejects.toThrow('PreconditionFailed');
      expect(await store.listTemporary()).toEqual([]);
    });

    it('takes nothing from one that another attempt makes', async () => {
      const { store, object } = open({ limits: { copyBytes: BLOCK } });
      const { name, facts, prepare } = await readBack(store, 2 * BLOCK + 1);
      const [prepared] = await Promise.all([prepare()!.made, prepare()!.made]);
      await store.publishStage(name, KEY, { ...facts, prepared });
      await expectPublished(store, object, facts);
      expect(await store.listTemporary()).toHaveLength(1);
      await store.discardPrepared(KEY);
      expect(await store.listTemporary()).toEqual([]);
    });

    it('is taken back for its own key alone', async () => {
      const { store, object } = open({ limits: { copyBytes: BLOCK } });
      const { prepare } = await readBack(store, BLOCK + 1);
      await prepare()!.made;
      const beside = { ...object, Key: `${object.Key}.gz` };
      await s3.client.send(new CreateMultipartUploadCommand(beside));
      await store.discardPrepared(KEY);
      expect(await store.listTemporary()).toMatchObject([{ key: `.staging/tmp/${KEY}.gz` }]);
    });

    it.each<[string, (call: S3Call) => S3Fault | undefined]>([
      ['parts of it are lost', onComplete({ status: 400, code: 'InvalidPart' })],
      ['it has ended', onComplete({ status: 404, code: 'NoSuchUpload' })],
      ['its completion is answered by nobody', onComplete('loseAnswer')],
      [
        'its parts may not be listed',
        ({ method, url }) =>
          method === 'GET' && url.includes('uploadId=')
            ? { status: 403, code: 'AccessDenied' }
            : undefined,
      ],
    ])('is done without, and goes, when %s', async (_what, fault) => {
      const { store, object } = open({ limits: { copyBytes: BLOCK } });
      const { name, facts, prepare } = await readBack(store, 2 * BLOCK + 1);
      const prepared = await prepare()!.made;
      s3.proxy.spoil((call) =>
        call.url.includes(encodeURIComponent(prepared)) ? fault(call) : undefined,
      );
      await store.publishStage(name, KEY, { ...facts, prepared });
      s3.proxy.heal();
      await expectPublished(store, object, facts);
      expect(await store.listTemporary()).toEqual([]);
    });

    it('is done without, and goes, when not all of its parts are there', async () => {
      const { store, object } = open({ limits: { copyBytes: BLOCK } });
      const { name, facts } = await readBack(store, 2 * BLOCK + 1);
      const { UploadId = '' } = await s3.client.send(new CreateMultipartUploadCommand(object));
      await s3.client.send(
        new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: Buffer.alloc(BLOCK) }),
      );
      await store.publishStage(name, KEY, { ...facts, prepared: UploadId });
      await expectPublished(store, object, facts);
      expect(await store.listTemporary()).toEqual([]);
    });

    async function expectPublished(
      store: Store,
      object: S3Object,
      { metadata }: Facts,
      bytes = 2 * BLOCK + 1,
    ): Promise<void> {
      expect(await digest(await store.openRead(KEY))).toEqual(await digest(content(bytes)));
      const { Metadata } = await s3.client.send(new HeadObjectCommand(object));
      expect(Metadata).toEqual(metadata);
    }
  });

  it('the copy of a publisher that was killed is listed, and removed without the file that is there', async () => {
    const { store, object } = open();
    await store.publishStage(await stage(store, 3), KEY);
    await s3.client.send(new CreateMultipartUploadCommand(object));
    const [left, ...more] = await store.listTemporary();
    expect(left).toMatchObject({ key: `.staging/tmp/${KEY}`, bytes: 0 });
    expect(more).toEqual([]);
    await store.removeStaged(left!.key);
    expect(await store.listTemporary()).toEqual([]);
    expect(await store.size(KEY)).toBe(3);
  });

  it.each([
    { how: 'at once', copyBytes: 2 * BLOCK },
    { how: 'by parts', copyBytes: BLOCK },
  ])('gives every object its tags, one that was copied $how too', async ({ copyBytes }) => {
    const tags = { team: 'marketing', 'cost centre': '42' };
    const { store, object } = open({ tags, limits: { copyBytes } });
    await store.publishStage(await stage(store, BLOCK + 1), KEY);
    const { TagSet = [] } = await s3.client.send(new GetObjectTaggingCommand(object));
    expect(Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value]))).toEqual(tags);
  });

  // What the server makes of a KMS key is not seen here: it has none, and passes over the wish.
  it.each([
    { what: 'a file below one part', bytes: 3, begins: ['PutObject', 'CopyObject'] },
    {
      what: 'a file of parts that is copied at once',
      bytes: 2 * BLOCK,
      begins: ['CreateMultipartUpload', 'CopyObject'],
    },
    {
      what: 'a file of parts that is copied by parts',
      bytes: 2 * BLOCK + 1,
      begins: ['CreateMultipartUpload', 'CreateMultipartUpload'],
    },
  ])(
    'asks for encryption by the KMS key, and for tags, wherever an object begins: $what',
    async ({ bytes, begins }) => {
      const limits = { copyBytes: 2 * BLOCK };
      const { store } = open({ kmsKeyId: 'alias/marketo', tags: { team: 'a b' }, limits });
      const before = s3.proxy.calls.length;
      await store.putIfAbsent('i/d/dataset.json', new Uint8Array(1));
      await store.replaceIfNewer('i/d/w/manifest.json', new Uint8Array(1), 1);
      await store.publishStage(await stage(store, bytes), KEY);
      const calls = s3.proxy.calls.slice(before).map(asTold);
      const all = { encryption: 'aws:kms', key: 'alias/marketo', tags: 'team=a+b' };
      expect(calls.filter(({ name }) => BEGINNINGS.has(name))).toEqual(
        ['PutObject', 'PutObject', ...begins].map((name) => ({ name, ...all })),
      );
      // S3 refuses both with a part: they are those of its upload.
      for (const { name, ...told } of calls) if (!BEGINNINGS.has(name)) expect(told).toEqual({});
    },
  );
});

const BEGINNINGS = new Set(['PutObject', 'CopyObject', 'CreateMultipartUpload']);

function onComplete(fault: S3Fault) {
  return ({ method, url }: S3Call): S3Fault | undefined =>
    method === 'POST' && url.includes('uploadId=') ? fault : undefined;
}

/** A call by its name, with what it asks for the object. */
function asTold({ method, url, headers }: S3Call) {
  const query = new URL(url, 'http://localhost').searchParams;
  const begins = method === 'POST' && query.has('uploads');
  const told = {
    encryption: headers['x-amz-server-side-encryption'],
    key: headers['x-amz-server-side-encryption-aws-kms-key-id'],
    tags: headers['x-amz-tagging'],
  };
  return {
    name: begins ? 'CreateMultipartUpload' : (query.get('x-id') ?? method),
    ...Object.fromEntries(Object.entries(told).filter(([, text]) => text !== undefined)),
  };
}

/** A staged file as it is known when it has been read back. */
async function readBack(store: Store, bytes: number, change: { readonly etag?: string } = {}) {
  const name = await stage(store, bytes);
  const { body, etag = '' } = await store.readStage(name);
  await digest(body);
  const metadata = { sha256: 'abc', records: '7', 'export-id': 'e-1' };
  const prepare = (signal = new AbortController().signal) =>
    store.preparePublish({ name, bytes, etag, ...change }, KEY, { metadata, signal });
  return { name, facts: { etag, metadata }, prepare };
}

async function stage(store: Store, bytes: number): Promise<string> {
  const place = { folder: 'i/d/.staging/export-1', run: 'r' };
  const staged = await store.openStage(place, { resumeFrom: 'anyRun' });
  for (const chunk of content(bytes)) await staged.append(chunk);
  await staged.finish();
  await staged.close();
  return staged.name;
}

function* content(bytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes; at += MIB) {
    yield Buffer.alloc(Math.min(MIB, bytes - at), `${at / MIB} `);
  }
}

async function digest(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
