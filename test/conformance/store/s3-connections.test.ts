/** Connections of the S3 store: kept, read into memory that is used again, and given up when the store is silent. */
import { createCipheriv, createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MIB, type S3Limits } from '../../../src/store/s3/options.ts';
import { createS3Store } from '../../../src/store/s3/s3-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { selfSigned } from '../../support/certificates.ts';
import { useS3BehindProxy } from '../../support/s3-behind-proxy.ts';
import type { S3Call, S3Fault } from '../../support/s3-fault-proxy.ts';
import { useS3Keys } from '../../support/s3-keys.ts';
import { type S3Server, whyNoS3Server } from '../../support/s3-server.ts';
import { startTlsProxy } from '../../support/tls-proxy.ts';
import { faultOf } from '../../support/store-fault.ts';

const PART = 5 * MIB;
const PIECE = 256 * 1024;

useS3Keys();

describe.skipIf(whyNoS3Server('versitygw') !== undefined)(
  'connections to a bucket',
  { timeout: 60_000 },
  () => {
    const s3 = useS3BehindProxy();

    function open(limits: Partial<S3Limits> = {}, prefix: string = randomUUID()): Store {
      return createS3Store(
        { kind: 's3', bucket: 'exports', prefix },
        { endpoint: s3.proxy.endpoint, limits: { partBytes: PART, attempts: 1, ...limits } },
      );
    }

    async function stage(store: Store, file: Uint8Array): Promise<string> {
      const folder = 'i/d/.staging/export-1';
      const staged = await store.openStage({ folder, run: 'r' }, { resumeFrom: 'anyRun' });
      try {
        await staged.append(file);
        await staged.finish();
      } finally {
        await staged.close();
      }
      return staged.name;
    }

    it('are kept from part to part: twelve of them go over fewer than half as many', async () => {
      const [connections, calls] = [s3.proxy.connections(), s3.proxy.calls.length];
      await stage(open(), fileOf(1, 12 * PART));
      expect(s3.proxy.calls.slice(calls).filter(isPart)).toHaveLength(12);
      expect(s3.proxy.connections() - connections).toBeLessThan(6);
    });

    it('are kept after a look at an object too: twenty looks go over one', async () => {
      const store = open();
      const before = s3.proxy.connections();
      for (let look = 0; look < 20; look += 1) await store.size('i/d/w/none.csv');
      expect(s3.proxy.connections() - before).toBeLessThanOrEqual(2);
    });

    it('read what is stored through memory that is used again: 32 MiB through less than half of that', async () => {
      const store = open();
      const file = fileOf(2, 32 * MIB);
      const { body } = await store.readStage(await stage(store, file));
      const hash = createHash('sha256');
      const pieces = new Set<ArrayBufferLike>();
      for await (const chunk of body) {
        await turn(); // more may come meanwhile, and must not come over this
        hash.update(chunk);
        pieces.add(chunk.buffer);
      }
      expect(hash.digest('hex')).toBe(createHash('sha256').update(file).digest('hex'));
      expect(pieces.size * PIECE).toBeLessThan(16 * MIB);
    });

    it('are closed when their reader leaves a file before its end', async () => {
      const store = open();
      const name = await stage(store, fileOf(6, 6 * PART));
      const { body } = await store.readStage(name);
      for await (const chunk of body) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      const left = s3.proxy.calls.at(-1);
      expect(left).toMatchObject({ method: 'GET' });
      await expect.poll(() => left?.isConnected(), { timeout: 30_000 }).toBe(false);
    });

    it.each<{ where: string; fault: S3Fault }>([
      { where: 'before its answer', fault: { heldBy: FOR_EVER } },
      { where: 'in the midst of it', fault: { stallAnswerAfter: MIB } },
    ])('are given up when the store falls silent $where', async ({ fault }) => {
      const prefix = randomUUID();
      const name = await stage(open({}, prefix), fileOf(3, 2 * PART));
      s3.proxy.spoil(() => fault);
      const read = readAll(open({ idleMs: 100 }, prefix), name);
      expect(await faultOf(read)).toMatchObject(UNREACHABLE);
    });

    it('are kept while a part goes through slowly, for longer than nothing may move', async () => {
      const part = 40 * MIB;
      s3.proxy.spoil((call) => (isPart(call) ? { slowlyMs: 75 } : undefined));
      const name = await stage(open({ idleMs: 2_000, partBytes: part }), fileOf(4, part));
      expect(name).toContain('.40m.part');
    });

    it.each<{ where: string; fault: S3Fault }>([
      { where: 'before its answer', fault: { heldBy: FOR_EVER } },
      { where: 'in the midst of it', fault: { stallAnswerAfter: 100 } },
      { where: 'when it is cut off', fault: { cutAnswerAfter: 100 } },
    ])('that fail $where are made again for the same call', async ({ fault }) => {
      const store = open({ idleMs: 500, attempts: 2 });
      await store.putIfAbsent('i/d/a.json', bytesOf('{}'));
      let left = 1;
      s3.proxy.spoil(() => (left-- > 0 ? fault : undefined));
      expect(await store.list('i/')).toEqual(['i/d/a.json']);
      expect(left).toBeLessThan(0);
    });

    it.each([
      {
        what: 'something else than HTTP',
        endpoint: () => greeter('SSH-2.0-test\r\n'),
        fault: { code: 'HTTPParserError', retryable: true },
        says: 'does not speak HTTP',
      },
      {
        what: 'HTTP without TLS',
        endpoint: () => s3.server.endpoint.replace('http:', 'https:'),
        fault: { retryable: true },
        says: 'does not speak HTTP',
      },
      {
        what: 'a certificate that nobody here trusts',
        endpoint: () => untrusted(s3.server),
        fault: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', retryable: false },
        says: 'NODE_EXTRA_CA_CERTS',
      },
    ])('to $what say so', async ({ endpoint, fault, says }) => {
      const place = { kind: 's3', bucket: 'exports', prefix: '' } as const;
      const store = createS3Store(place, { endpoint: await endpoint(), limits: { attempts: 1 } });
      const told = await faultOf(store.read('i/d/a.json'));
      expect(told).toMatchObject(fault);
      expect(told.message).toContain(says);
      expect(told.message).toContain('AWS_ENDPOINT_URL_S3');
    });

    it('that a store closes for a part that it refuses unheard still tell why', async () => {
      s3.proxy.spoil((call) =>
        isPart(call) ? { status: 403, code: 'AccessDenied', unheard: true } : undefined,
      );
      expect(await faultOf(stage(open(), fileOf(5, PART)))).toMatchObject({ code: 'AccessDenied' });
    });
  },
);

const bytesOf = (text: string) => new TextEncoder().encode(text);
const FOR_EVER = new Promise<void>(() => undefined);
const UNREACHABLE = {
  retryable: true,
  message: expect.stringContaining('cannot be reached, or the connection broke') as string,
};

const isPart = ({ method, url }: S3Call) => method === 'PUT' && url.includes('partNumber=');

/** Bytes of which no two stretches are alike. */
function fileOf(seed: number, bytes: number): Buffer {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  return stream.update(Buffer.alloc(bytes));
}

async function readAll(store: Store, name: string): Promise<void> {
  const { body } = await store.readStage(name);
  await finished(Readable.from(body).resume());
}

/** Says the same to whoever connects. */
async function greeter(words: string): Promise<string> {
  const server = createServer((socket) => void socket.on('error', () => undefined).end(words));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function untrusted({ endpoint }: S3Server): Promise<string> {
  const { host } = new URL(endpoint);
  const proxy = await startTlsProxy(host, selfSigned(), { protocol: 'http/1.1' });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return `https://${proxy.address}`;
}
