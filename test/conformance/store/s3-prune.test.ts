/** `prune` on a bucket: uploads show in no listing of objects, and cost storage until somebody ends them. */
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { MIB } from '../../../src/store/s3/options.ts';
import { createS3Store } from '../../../src/store/s3/s3-store.ts';
import type { StagedFile, Store } from '../../../src/store/store.ts';
import { AT, manifest, owner, publishWindow, QUERY, REF } from '../../support/ledger-documents.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import { useS3Keys } from '../../support/s3-keys.ts';
import { s3Client, startS3Server, whyNoS3Server, type S3Server } from '../../support/s3-server.ts';

const BLOCK = 5 * MIB;
const DAY = { start: 0, end: 86_399 };
const NEXT_DAY = { start: 86_400, end: 172_799 };

useS3Keys();

describe.skipIf(whyNoS3Server('versitygw') !== undefined)('prune on a bucket', () => {
  let server: S3Server;
  let client: S3Client;
  let store: Store;
  beforeAll(async () => {
    server = await startS3Server();
    await server.makeBucket('exports');
    const { endpoint } = server;
    const place = { kind: 's3', bucket: 'exports', prefix: 'marketo' } as const;
    store = createS3Store(place, { endpoint, limits: { partBytes: BLOCK } });
    client = s3Client(endpoint);
  });
  afterAll(async () => {
    client.destroy();
    await server[Symbol.asyncDispose]();
  });

  it('ends the uploads that nobody will go on with, and no other', async () => {
    const ledger = createLedger(store);
    await store.identity({ create: true });
    await ledger.bindDataset(REF, QUERY);
    await claim('abandoned', DAY, 0);
    await (await sendOnePart('abandoned')).close();
    await claim('published', DAY, 1);
    await publishWindow(store, manifest(DAY, { exportId: 'published', generation: 2 }), DAY);
    await claim('claimed', NEXT_DAY, 0);
    const inUse = await sendOnePart('claimed');
    await beginCopy('killed');
    await makeOlder(2 * 3_600_000);
    await beginCopy('under-way');

    const kept = await uploads();
    expect(kept).toHaveLength(4);
    expect((await prune('--grace', 'PT0S')).items).toHaveLength(2);
    expect((await prune('--yes')).items).toEqual([]);
    expect(await uploads()).toEqual(kept);
    const { items } = await prune('--grace', 'PT0S', '--yes');

    expect(items).toEqual([
      expect.objectContaining({ kind: 'temporary', key: `.staging/tmp/${copied('killed')}` }),
      expect.objectContaining({
        kind: 'staged',
        key: expect.stringContaining('/.staging/abandoned/') as string,
        bytes: BLOCK,
      }),
    ]);
    expect(await uploads()).toEqual([`marketo/${inUse.name}`, `marketo/${copied('under-way')}`]);
    await inUse.append(Buffer.alloc(BLOCK + 1));
    await inUse.finish();
    await inUse.close();
    expect(inUse.durableBytes()).toBe(2 * BLOCK + 1);
  });

  async function claim(exportId: string, window: typeof DAY, after: number): Promise<void> {
    const by = owner('parent');
    await createLedger(store).claim(REF, window, { after, exportId, owner: by, at: AT });
  }

  async function sendOnePart(exportId: string): Promise<StagedFile> {
    const place = { folder: createLedger(store).stagingFolder(REF, exportId), run: 'run' };
    const stage = await store.openStage(place, { resumeFrom: 'anyRun' });
    await stage.append(Buffer.alloc(BLOCK));
    await expect.poll(() => stage.durableBytes()).toBe(BLOCK);
    return stage;
  }

  function copied(exportId: string): string {
    return createLedger(store).dataKey(REF, DAY, `${exportId}.csv`);
  }

  /** As a publisher leaves it that is killed over a large file. */
  async function beginCopy(exportId: string): Promise<void> {
    const Key = `marketo/${copied(exportId)}`;
    await client.send(new CreateMultipartUploadCommand({ Bucket: 'exports', Key }));
  }

  async function uploads(): Promise<string[]> {
    const { Uploads = [] } = await client.send(
      new ListMultipartUploadsCommand({ Bucket: 'exports' }),
    );
    return Uploads.map(({ Key = '' }) => Key).sort();
  }

  /** Uploads that are there now; versitygw keeps each in a folder, whose time is that of its beginning. */
  async function makeOlder(byMs: number): Promise<void> {
    const since = new Date(Date.now() - byMs);
    const folder = join(server.folder, 'exports', '.sgwtmp', 'multipart');
    for (const entry of await readdir(folder, { recursive: true })) {
      await utimes(join(folder, entry), since, since);
    }
  }

  async function prune(...args: readonly string[]): Promise<{ items: readonly unknown[] }> {
    const { code, out, err } = await runInProcess(['prune', '--output', 'json', ...args], {
      EXTRACT_DESTINATION: 's3://exports/marketo',
      AWS_ENDPOINT_URL_S3: server.endpoint,
    });
    if (code !== 0) throw new Error(err);
    return JSON.parse(out) as { items: readonly unknown[] };
  }
});
