/** What becomes of the S3 store's calls when the store, the network or the set-up fails. */
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DoctorReport } from '../../../src/doctor/run-doctor.ts';
import { MIB, type S3Options } from '../../../src/store/s3/options.ts';
import { createS3Store } from '../../../src/store/s3/s3-store.ts';
import { StagingLostError, type StagedFile, type Store } from '../../../src/store/store.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import type { S3Call } from '../../support/s3-fault-proxy.ts';
import { useS3BehindProxy } from '../../support/s3-behind-proxy.ts';
import { useS3Keys } from '../../support/s3-keys.ts';
import { s3Env, whyNoS3Server, type S3Server } from '../../support/s3-server.ts';
import { faultOf } from '../../support/store-fault.ts';

const BLOCK = 5 * MIB;
const FOLDER = 'i/d/.staging/export-1';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (body: Uint8Array | undefined) => new TextDecoder().decode(body);

useS3Keys();

describe.skipIf(whyNoS3Server('versitygw') !== undefined)(
  'a bucket that fails',
  { timeout: 60_000 },
  () => {
    const s3 = useS3BehindProxy();

    function open(
      options: S3Options = {},
      prefix: string = randomUUID(),
      bucket = 'exports',
    ): Store {
      const limits = { partBytes: BLOCK, attempts: 1, ...options.limits };
      return createS3Store(
        { kind: 's3', bucket, prefix },
        { endpoint: s3.proxy.endpoint, ...options, limits },
      );
    }

    async function openStage(store: Store, run = 'r'): Promise<StagedFile> {
      return store.openStage({ folder: FOLDER, run }, { resumeFrom: 'anyRun' });
    }

    /** The first `times` calls that match. */
    function first(times: number, matches: (call: S3Call) => boolean): (call: S3Call) => boolean {
      let left = times;
      return (call) => matches(call) && left-- > 0;
    }

    const isPart = ({ method, url }: S3Call) => method === 'PUT' && url.includes('partNumber=');
    const isBegin = ({ method, url }: S3Call) => method === 'POST' && url.includes('?uploads');
    const isComplete = ({ method, url }: S3Call) => method === 'POST' && url.includes('uploadId=');

    it.each([
      { status: 503, code: 'SlowDown', retryable: true, says: 'asks for fewer calls' },
      { status: 500, code: 'InternalError', retryable: true, says: 'trouble of its own' },
      { status: 403, code: 'AccessDenied', retryable: false, says: 'docs/s3.md' },
      { status: 400, code: 'ExpiredToken', retryable: false, says: 'have expired' },
      { status: 403, code: 'InvalidAccessKeyId', retryable: false, says: 'AWS_ACCESS_KEY_ID' },
      { status: 403, code: 'RequestTimeTooSkewed', retryable: true, says: 'clock' },
      { status: 400, code: 'AuthorizationHeaderMalformed', retryable: false, says: 'AWS_REGION' },
      { status: 501, code: 'NotImplemented', retryable: false, says: 'does not know the call' },
      { status: 418, code: 'Teapot', retryable: true, says: 'the store said no' },
    ])(
      '$code is told in words, retryable: $retryable',
      async ({ status, code, retryable, says }) => {
        const store = open();
        s3.proxy.spoil(() => ({ status, code }));
        const fault = await faultOf(store.read('i/d/dataset.json'));
        expect(fault).toMatchObject({ code, retryable, path: 'i/d/dataset.json' });
        expect(fault.message).toContain('Could not read i/d/dataset.json');
        expect(fault.message).toContain(says);
        expect(fault.message).not.toContain(s3.server.endpoint);
      },
    );

    it('a bucket of another region is named with its region', async () => {
      const store = open();
      const headers = { 'x-amz-bucket-region': 'eu-central-1' };
      s3.proxy.spoil(() => ({ status: 301, code: 'PermanentRedirect', headers }));
      const fault = await faultOf(store.read('a'));
      expect(fault.message).toContain('Set AWS_REGION to eu-central-1');
    });

    it('a bucket that is not there, and keys of somebody else, are told by the server itself', async () => {
      expect(await faultOf(open({}, 'p', 'no-such-bucket').read('a'))).toMatchObject({
        code: 'NoSuchBucket',
        retryable: false,
      });
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong');
      const wrong = faultOf(open().read('a'));
      expect((await wrong).message).toContain('the secret is not its own');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'dev-secret-0123');
    });

    describe('as doctor sees it', () => {
      async function examine(env: Readonly<Record<string, string>> = {}) {
        const { code, out } = await runInProcess(
          ['doctor', '--only', 'store', '--timeout', '10s', '--output', 'json'],
          {
            EXTRACT_DESTINATION: 's3://exports/doctor',
            AWS_ENDPOINT_URL_S3: s3.proxy.endpoint,
            ...env,
          },
        );
        const { findings } = JSON.parse(out) as DoctorReport;
        const problems = findings.filter(({ status }) => status === 'problem');
        return { code, findings, problems };
      }

      it('has nothing amiss in good order, and leaves nothing behind', async () => {
        const { code, findings } = await examine();
        expect({ code, amiss: findings.filter(({ status }) => status !== 'ok') }).toEqual({
          code: 0,
          amiss: [],
        });
        const left = createS3Store(
          { kind: 's3', bucket: 'exports', prefix: 'doctor/.staging' },
          { endpoint: s3.server.endpoint },
        );
        expect(await left.list('')).toEqual([]);
      });

      it.each([
        {
          what: 'a bucket that is not there',
          env: { EXTRACT_DESTINATION: 's3://no-such-bucket' },
          says: 'there is no bucket no-such-bucket (NoSuchBucket)',
        },
        {
          what: 'a secret that is wrong',
          keys: { AWS_SECRET_ACCESS_KEY: 'wrong' },
          says: 'the secret is not its own (SignatureDoesNotMatch)',
        },
        {
          what: 'an access key that nobody knows',
          keys: { AWS_ACCESS_KEY_ID: 'nobody' },
          says: 'the store does not know the access key',
        },
        {
          what: 'a server that is not there',
          env: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
          says: 'Check that it is up, the network, and AWS_ENDPOINT_URL_S3',
        },
      ])('tells of $what once, and tries nothing else', async ({ env, keys = {}, says }) => {
        for (const [name, text] of Object.entries(keys)) vi.stubEnv(name, text);
        const { code, problems, findings } = await examine(env);
        for (const [name, text] of Object.entries(s3Env(''))) vi.stubEnv(name, text);
        expect({ code, of: problems.map(({ check }) => check) }).toEqual({
          code: 1,
          of: ['store.identity'],
        });
        expect(problems[0]?.message).toContain(says);
        expect(findings.filter(({ status }) => status === 'ok')).toEqual([]);
      });

      it('tells of a right to write that is missing', async () => {
        s3.proxy.spoil(({ method }) =>
          method === 'PUT' ? { status: 403, code: 'AccessDenied' } : undefined,
        );
        const { code, problems } = await examine();
        expect({ code, of: problems.map(({ check }) => check) }).toEqual({
          code: 1,
          of: ['store.write'],
        });
        expect(problems[0]?.message).toContain('Give them the rights that docs/s3.md lists');
      });
    });

    it('without any credentials it says where to put them', async () => {
      for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, '');
      vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
      const fault = await faultOf(open().read('a'));
      expect(fault).toMatchObject({ code: 'CredentialsProviderError', retryable: false });
      expect(fault.message).toContain('Set AWS_ACCESS_KEY_ID');
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'dev');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'dev-secret-0123');
    });

    it('a few refusals for its speed are waited out within the call', async () => {
      const store = open({ limits: { attempts: 5 } });
      const twice = first(2, () => true);
      s3.proxy.spoil((call) => (twice(call) ? { status: 503, code: 'SlowDown' } : undefined));
      expect(await store.putIfAbsent('a', bytesOf('1'))).toBe(true);
    });

    describe('with a clock that is an hour slow', () => {
      // The calls are signed with this process's clock; the server goes by the machine's.
      beforeEach(() => vi.useFakeTimers({ now: Date.now() - 3_600_000, toFake: ['Date'] }));
      afterEach(() => vi.useRealTimers());

      it('the first call is refused, and made again with the time that the store has told', async () => {
        const store = open({ limits: { attempts: 2 } });
        const before = s3.proxy.calls.length;
        expect(await store.putIfAbsent('a', bytesOf('1'))).toBe(true);
        const signed = s3.proxy.calls.slice(before).map(signedMs);
        expect(signed).toHaveLength(2);
        expect(signed[1]! - signed[0]!).toBeGreaterThan(3_500_000);
        expect(textOf(await store.read('a'))).toBe('1');
        expect(s3.proxy.calls.slice(before)).toHaveLength(3);
      });

      it('a call that may not be made again says that it is the clock', async () => {
        const fault = await faultOf(open().read('a'));
        expect(fault).toMatchObject({ code: 'RequestTimeTooSkewed', retryable: true });
        expect(fault.message).toContain('Set the clock');
      });
    });

    it.each(['putIfAbsent', 'replaceIfNewer'] as const)(
      '%s whose answer was lost knows its own document again',
      async (call) => {
        const store = open({ limits: { attempts: 3 } });
        const once = first(1, ({ method }) => method === 'PUT');
        s3.proxy.spoil((made) => (once(made) ? 'loseAnswer' : undefined));
        const won =
          call === 'putIfAbsent'
            ? await store.putIfAbsent('d.json', bytesOf('mine'))
            : await store.replaceIfNewer('d.json', bytesOf('mine'), 1);
        expect(won).toBe(true);
        expect(await store.putIfAbsent('d.json', bytesOf('mine'))).toBe(false);
        expect(textOf(await store.read('d.json'))).toBe('mine');
      },
    );

    it('a part whose connection is cut is sent again within the call', async () => {
      const store = open({ limits: { attempts: 3 } });
      const once = first(1, isPart);
      s3.proxy.spoil((call) => (once(call) ? { cutRequestAfter: MIB } : undefined));
      const stage = await openStage(store);
      await stage.append(Buffer.alloc(2 * BLOCK, 'x'));
      await stage.finish();
      await stage.close();
      expect(await wrongBytes(store, stage.name)).toEqual({ bytes: 2 * BLOCK, wrong: 0 });
    });

    it('a connection that is cut for good breaks the attempt off; the next goes on at the last whole part', async () => {
      const store = open();
      const stage = await openStage(store);
      await stage.append(Buffer.alloc(2 * BLOCK, 'x'));
      await arrived(stage, 2);
      s3.proxy.spoil((call) => (isPart(call) ? { cutRequestAfter: MIB } : undefined));
      const fault = await faultOf(stage.append(Buffer.alloc(3 * BLOCK, 'x')));
      expect(fault).toMatchObject({ retryable: true, path: stage.name });
      await stage.close();
      s3.proxy.heal();
      const next = await openStage(store);
      expect(next.resumedBytes).toBe(2 * BLOCK);
      await next.finish();
      await next.close();
      expect(await wrongBytes(store, next.name)).toEqual({ bytes: next.resumedBytes, wrong: 0 });
    });

    it('a part that fails while the one behind it arrives is where the next attempt goes on', async () => {
      const store = open();
      const before = s3.proxy.calls.length;
      const isSecond = (call: S3Call) => isPart(call) && call.url.includes('partNumber=2&');
      s3.proxy.spoil((call) => (isSecond(call) ? { cutRequestAfter: MIB } : undefined));
      const stage = await openStage(store);
      await stage.append(Buffer.alloc(BLOCK, 'x'));
      await arrived(stage, 1);
      await stage.append(Buffer.alloc(2 * BLOCK, 'x'));
      await stage.close();
      expect(await faultOf(stage.finish())).toMatchObject({ retryable: true });
      expect(stage.durableBytes()).toBe(BLOCK);
      expect((await store.listStaged('i/d')).map(({ bytes }) => bytes)).toEqual([2 * BLOCK]);
      s3.proxy.heal();
      const next = await openStage(store);
      expect(next.resumedBytes).toBe(BLOCK);
      await next.append(Buffer.alloc(2 * BLOCK + 1, 'x'));
      await next.finish();
      await next.close();
      expect(await wrongBytes(store, next.name)).toEqual({ bytes: 3 * BLOCK + 1, wrong: 0 });
      expect(s3.proxy.calls.slice(before).filter(isBegin)).toHaveLength(1);
    });

    it('the first two parts, sent at the same moment, begin one upload', async () => {
      const store = open();
      const before = s3.proxy.calls.length;
      const stage = await openStage(store);
      await stage.append(Buffer.alloc(2 * BLOCK, 'x'));
      await stage.finish();
      await stage.close();
      expect(s3.proxy.calls.slice(before).filter(isBegin)).toHaveLength(1);
      expect(await wrongBytes(store, stage.name)).toEqual({ bytes: 2 * BLOCK, wrong: 0 });
    });

    it('an upload that was completed by a call whose answer was lost is finished', async () => {
      const store = open({ limits: { attempts: 3 } });
      const once = first(1, isComplete);
      s3.proxy.spoil((call) => (once(call) ? 'loseAnswer' : undefined));
      const stage = await openStage(store);
      await stage.append(Buffer.alloc(BLOCK + 1, 'x'));
      await stage.finish();
      await stage.close();
      expect(await wrongBytes(store, stage.name)).toEqual({ bytes: BLOCK + 1, wrong: 0 });
    });

    it('an upload that somebody ended is begun anew by the next attempt', async () => {
      const store = open();
      const stage = await openStage(store);
      await stage.append(Buffer.alloc(2 * BLOCK, 'x'));
      await arrived(stage, 2);
      await stage.append(new Uint8Array(1));
      await store.discardStage(FOLDER);
      expect(await faultOf(stage.finish())).toMatchObject({ retryable: true });
      await stage.close();
      const next = await openStage(store);
      expect(next.resumedBytes).toBe(0);
      await next.close();
    });

    it('a part that the store has lost is sent again by the next attempt', async () => {
      const prefix = randomUUID();
      const store = open({}, prefix);
      const stage = await openStage(store);
      await stage.append(Buffer.alloc(3 * BLOCK, 'x'));
      await stage.append(new Uint8Array(0));
      await stage.close();
      await losePart(s3.server, 2);
      const next = await openStage(store);
      expect(next.resumedBytes).toBe(BLOCK);
      await next.append(Buffer.alloc(2 * BLOCK, 'x'));
      await next.append(Buffer.alloc(1, 'x'));
      await next.finish();
      await next.close();
      expect(await wrongBytes(store, next.name)).toEqual({ bytes: 3 * BLOCK + 1, wrong: 0 });
    });

    it('a file that breaks off while it is read is not taken for whole', async () => {
      const store = open();
      const stage = await openStage(store);
      await stage.append(Buffer.alloc(BLOCK, 'x'));
      await stage.finish();
      await stage.close();
      s3.proxy.spoil(({ method }) => (method === 'GET' ? { cutAnswerAfter: MIB } : undefined));
      expect(await faultOf(wrongBytes(store, stage.name))).toMatchObject({ retryable: true });
    });

    it('a staged file that was changed since it was verified is not published', async () => {
      const store = open();
      const stage = await openStage(store);
      await stage.append(bytesOf('other bytes'));
      await stage.finish();
      await stage.close();
      const publish = store.publishStage(stage.name, 'i/d/w/x.csv', { etag: '"of-another-file"' });
      await expect(publish).rejects.toThrow(StagingLostError);
      expect(await store.size('i/d/w/x.csv')).toBeUndefined();
    });

    it('a server that is down cannot be reached; killed and up again it has all that it had answered for', async () => {
      const store = open({ endpoint: s3.server.endpoint });
      const stage = await openStage(store);
      await stage.append(Buffer.alloc(BLOCK, 'x'));
      await arrived(stage, 1);
      await stage.append(Buffer.alloc(BLOCK, 'x'));
      await s3.server.kill();
      expect(await faultOf(store.read('a'))).toMatchObject({
        code: 'ECONNREFUSED',
        retryable: true,
      });
      await stage.close();
      await s3.server.start();
      const next = await openStage(store);
      expect(next.resumedBytes).toBeGreaterThanOrEqual(BLOCK);
      await next.close();
    });
  },
);

function arrived(stage: StagedFile, parts: number): Promise<void> {
  return expect.poll(() => stage.durableBytes()).toBe(parts * BLOCK);
}

/** `x-amz-date`: 20261123T040000Z. */
function signedMs({ headers }: S3Call): number {
  const text = String(headers['x-amz-date']);
  return Date.parse(text.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
}

async function wrongBytes(store: Store, name: string): Promise<{ bytes: number; wrong: number }> {
  let [bytes, wrong] = [0, 0];
  for await (const chunk of (await store.readStage(name)).body) {
    if (!Buffer.from(chunk).equals(Buffer.alloc(chunk.length, 'x'))) wrong += 1;
    bytes += chunk.length;
  }
  return { bytes, wrong };
}

/** Of the only upload that has so many parts. */
async function losePart({ folder }: S3Server, number: number): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name === String(number))
      await rm(join(entry.parentPath, entry.name));
  }
}
