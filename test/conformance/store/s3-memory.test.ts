/** What a bucket costs in memory, in a process of its own. */
import { expect, it } from 'vitest';
import { MIB } from '../../../src/store/s3/options.ts';
import { type Actor, startActor } from '../../support/store-processes.ts';
import { startS3Server, whyNoS3Server } from '../../support/s3-server.ts';

const CHUNK_BYTES = 64 * 1024;
const CHUNKS = (150 * MIB) / CHUNK_BYTES;

it.skipIf(process.platform !== 'linux' || whyNoS3Server('versitygw') !== undefined)(
  'a file of 150 MiB in a bucket takes at most 48 MiB more memory than one of 30 MiB (peaks of /proc, so Linux only)',
  async () => {
    await using server = await startS3Server();
    await server.makeBucket('exports');
    const scene = { rounds: CHUNKS, chunkBytes: CHUNK_BYTES, partBytes: 8 * MIB };
    const place = { destination: 's3://exports', env: server.env, scene };
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

/** MiB. */
async function peak(actor: Actor): Promise<number> {
  return Number(await actor.next()) / MIB;
}
