/** What a bucket costs in memory, in a process of its own. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIB } from '../../../src/store/s3/options.ts';
import { selfSigned } from '../../support/certificates.ts';
import { type Actor, startActor } from '../../support/store-processes.ts';
import { type S3Server, startS3Server, whyNoS3Server } from '../../support/s3-server.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { startTlsProxy, type TlsProxy } from '../../support/tls-proxy.ts';

const CHUNK_BYTES = 64 * 1024;
const CHUNKS = (150 * MIB) / CHUNK_BYTES;

describe.skipIf(process.platform !== 'linux' || whyNoS3Server('versitygw') !== undefined)(
  'a bucket',
  { timeout: 60_000 },
  () => {
    const at = {} as { server: S3Server; proxy: TlsProxy; folder: TemporaryFolder };
    beforeAll(async () => {
      at.server = await startS3Server();
      at.folder = await makeTemporaryFolder();
      await at.server.makeBucket('exports');
      const certificate = selfSigned();
      await writeFile(join(at.folder.path, 'ca.pem'), certificate.cert);
      const { host } = new URL(at.server.endpoint);
      at.proxy = await startTlsProxy(host, certificate, { protocol: 'http/1.1' });
    });
    afterAll(async () => {
      await at.proxy[Symbol.asyncDispose]();
      await at.server[Symbol.asyncDispose]();
      await at.folder.remove();
    });

    it.each([
      { over: 'plain HTTP', env: () => at.server.env },
      {
        over: 'TLS',
        env: () => ({
          ...at.server.env,
          AWS_ENDPOINT_URL_S3: `https://${at.proxy.address}`,
          NODE_EXTRA_CA_CERTS: join(at.folder.path, 'ca.pem'),
        }),
      },
    ])(
      'takes at most 48 MiB more memory for a file of 150 MiB than for one of 30 MiB, over $over (peaks of /proc, so Linux only)',
      async ({ env }) => {
        const scene = { rounds: CHUNKS, chunkBytes: CHUNK_BYTES, partBytes: 8 * MIB };
        const place = { destination: 's3://exports', env: env(), scene };
        const actor = await startActor(place, 'transfer', 'r');
        try {
          actor.go();
          const [small, large] = [await peak(actor), await peak(actor)];
          expect(small).toBeGreaterThan(50);
          expect(large - small).toBeLessThan(48);
        } finally {
          await actor.kill();
        }
      },
    );
  },
);

/** MiB. */
async function peak(actor: Actor): Promise<number> {
  return Number(await actor.next()) / MIB;
}
