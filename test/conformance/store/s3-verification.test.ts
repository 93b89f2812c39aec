/** What verification and publication make of a large file in a bucket, by the activities themselves. */
import { randomUUID } from 'node:crypto';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { VerifyInput } from '../../../src/interface/steps.ts';
import type { ExportJob } from '../../../src/marketo/types.ts';
import { MIB } from '../../../src/store/s3/options.ts';
import { createS3Store } from '../../../src/store/s3/s3-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { useS3BehindProxy } from '../../support/s3-behind-proxy.ts';
import { useS3Keys } from '../../support/s3-keys.ts';
import { whyNoS3Server } from '../../support/s3-server.ts';
import { completedJob, openWorkbench } from '../../unit/activities/workbench.ts';

const BLOCK = 5 * MIB;

useS3Keys();

describe.skipIf(whyNoS3Server('versitygw') !== undefined)(
  'a large file in a bucket',
  { timeout: 60_000 },
  () => {
    const s3 = useS3BehindProxy();

    /** Downloaded and claimed, not yet verified. */
    async function downloaded() {
      const prefix = randomUUID();
      const place = { kind: 's3', bucket: 'exports', prefix } as const;
      const limits = { partBytes: BLOCK, copyBytes: BLOCK, attempts: 1 };
      const store = createS3Store(place, { endpoint: s3.proxy.endpoint, limits });
      const bench = await openWorkbench({
        emulator: { activitiesPerDay: 25_000 },
        store: () => store,
        change: ({ policy }) => ({ policy: { ...policy, rangeBytes: 64 * MIB } }),
      });
      const { activities, perform } = bench;
      const { input, job, fileSize } = await completedJob(bench);
      expect(fileSize).toBeGreaterThan(BLOCK);
      const claim = await perform(activities.claimWindow, { ...input, after: 0, inherits: false });
      if (claim.answer !== 'own') throw new Error(claim.answer);
      const of = { ...input, fileSize, windowRun: 'window-run-1', round: 0 };
      const staged = await perform(activities.downloadFile, of);
      if (staged.answer !== 'staged') throw new Error(staged.answer);
      const { name, bytes } = staged;
      const verify: VerifyInput = { ...input, name, bytes, job };
      return { bench, store, prefix, verify, generation: claim.generation };
    }

    type Downloaded = Awaited<ReturnType<typeof downloaded>>;

    async function verified({ bench, verify }: Downloaded, job: ExportJob) {
      const answer = await bench.perform(bench.activities.verifyFile, { ...verify, job });
      if (answer.answer !== 'ok') throw new Error(answer.answer);
      return answer.file;
    }

    async function publishedFiles(store: Store): Promise<string[]> {
      return (await store.list('')).filter((key) => key.endsWith('.csv'));
    }

    const told = (change: (job: ExportJob) => ExportJob) => change;

    it.each([
      { when: 'verified', what: 'Marketo told all', change: told((job) => job) },
      {
        when: 'published',
        what: 'Marketo told another record count',
        change: told((job) => ({ ...job, numberOfRecords: 7 })),
      },
      {
        when: 'published',
        what: 'Marketo told no record count',
        change: told(({ numberOfRecords: _none, ...job }) => job),
      },
      {
        when: 'published',
        what: 'Marketo told no checksum',
        change: told(({ sha256: _none, ...job }) => job),
      },
    ])(
      'is copied while it is $when when $what, and has beside it what was counted',
      async ({ change, when }) => {
        const at = await downloaded();
        const { bench, store, prefix, verify, generation } = at;
        const job = change(verify.job);
        const file = await verified(at, job);
        expect(await publishedFiles(store)).toEqual([]);
        const before = s3.proxy.calls.length;
        const publish = { ...verify, job, file, generation, warnings: [] };
        const answer = await bench.perform(bench.activities.publishFile, publish);
        if (answer.answer !== 'published') throw new Error(answer.answer);
        const copies = s3.proxy.calls
          .slice(before)
          .filter(({ url }) => url.includes('UploadPartCopy'));
        expect(copies.length > 0 ? 'published' : 'verified').toBe(when);
        const Key = answer.result.dataUri.replace('s3://exports/', '');
        expect(Key.startsWith(`${prefix}/`)).toBe(true);
        const { Metadata } = await s3.client.send(
          new HeadObjectCommand({ Bucket: 'exports', Key }),
        );
        const { sha256, records } = file;
        const facts = { sha256, records: String(records), 'export-id': verify.exportId };
        expect(Metadata).toEqual(facts);
        expect(await store.listTemporary()).toEqual([]);
      },
    );

    it('leaves no copy of other attempts when it is published, by whichever and however often', async () => {
      const at = await downloaded();
      const { bench, store, verify, generation } = at;
      const files = [await verified(at, verify.job), await verified(at, verify.job)];
      expect(await store.listTemporary()).toHaveLength(2);
      for (const file of files) {
        const publish = { ...verify, file, generation, warnings: [] };
        const answer = await bench.perform(bench.activities.publishFile, publish);
        expect(answer.answer).toBe('published');
        expect(await store.listTemporary()).toEqual([]);
      }
    });

    it('is verified, and says why it is not copied yet, when the bucket refuses the copy', async () => {
      const at = await downloaded();
      s3.proxy.spoil(({ url }) =>
        url.includes('UploadPartCopy') ? { status: 403, code: 'AccessDenied' } : undefined,
      );
      const { prepared } = await verified(at, at.verify.job);
      s3.proxy.heal();
      expect(prepared).toBeUndefined();
      expect(at.bench.logs.map(({ meta }) => String(meta?.['reason']))).toContainEqual(
        expect.stringContaining('AccessDenied'),
      );
    });

    it('shows nothing and leaves no copy when it is not what Marketo told', async () => {
      const { bench, store, verify } = await downloaded();
      const job = { ...verify.job, sha256: 'a'.repeat(64) };
      const answer = await bench.perform(bench.activities.verifyFile, { ...verify, job });
      expect(answer.answer).toBe('mismatch');
      expect(await publishedFiles(store)).toEqual([]);
      expect(await store.listTemporary()).toEqual([]);
    });

    it('leaves no copy when its verification is cancelled', async () => {
      const { bench, store, verify } = await downloaded();
      const attempt = bench.attempt();
      const copying = s3.proxy.asked('UploadPartCopy');
      const running = attempt.run(bench.activities.verifyFile, verify);
      await copying;
      attempt.cancel();
      // All may have been read by then: the answer is right, and the publication copies anew.
      await running.catch((error: unknown) => {
        expect(error).toBe(attempt.cancellation);
      });
      expect(await store.listTemporary()).toEqual([]);
    });

    it('leaves no copy when it is thrown away before it is published', async () => {
      const at = await downloaded();
      const { bench, store, verify } = at;
      const { prepared } = await verified(at, verify.job);
      expect(prepared).toEqual(expect.any(String));
      expect(await store.listTemporary()).toHaveLength(1);
      await bench.perform(bench.activities.discardStaged, verify);
      expect(await store.listTemporary()).toEqual([]);
    });
  },
);
