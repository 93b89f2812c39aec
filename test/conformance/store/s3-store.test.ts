/** The S3 store on two real servers. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { MIB } from '../../../src/store/s3/options.ts';
import { createS3Store } from '../../../src/store/s3/s3-store.ts';
import { useS3Keys } from '../../support/s3-keys.ts';
import {
  startS3Server,
  whyNoS3Server,
  type S3Server,
  type S3ServerKind,
} from '../../support/s3-server.ts';
import { storeProcessConformance } from './store-processes.suite.ts';
import { storeConformance } from './store.suite.ts';

/** The least that S3 takes for a part. */
const BLOCK = 5 * MIB;

useS3Keys();

const noServer = { versitygw: whyNoS3Server('versitygw'), weed: whyNoS3Server('weed') };

function openAt(server: S3Server, prefix: string) {
  const place = { kind: 's3', bucket: 'exports', prefix } as const;
  const limits = { partBytes: BLOCK, copyBytes: BLOCK };
  return createS3Store(place, { endpoint: server.endpoint, limits });
}

function useServer(kind: S3ServerKind): () => S3Server {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server(kind);
    await server.makeBucket('exports');
  });
  afterAll(() => server[Symbol.asyncDispose]());
  return () => server;
}

describe.skipIf(noServer.versitygw !== undefined)('versitygw', () => {
  const server = useServer('versitygw');

  storeConformance('the S3 store', () => {
    const prefix = randomUUID();
    const [store, again] = [openAt(server(), prefix), openAt(server(), prefix)];
    const dispose = () => Promise.resolve();
    const blocks = { blockBytes: BLOCK, blocksUnderWay: 2 };
    return Promise.resolve({ store, again, ...blocks, prepares: true, dispose });
  });

  // Fewer than for a folder: each process takes a second to load AWS's SDK.
  storeProcessConformance('the S3 store', { racers: 5, climbers: 3, chunks: 4 }, () => {
    const prefix = randomUUID();
    const scene = { rounds: 20, chunkBytes: BLOCK, partBytes: BLOCK };
    const place = { destination: `s3://exports/${prefix}`, env: server().env, scene };
    return Promise.resolve({
      store: openAt(server(), prefix),
      place,
      dispose: () => Promise.resolve(),
    });
  });
});

describe.skipIf(noServer.weed !== undefined)('SeaweedFS', () => {
  const server = useServer('weed');

  storeConformance('the S3 store', () => {
    const prefix = randomUUID();
    const [store, again] = [openAt(server(), prefix), openAt(server(), prefix)];
    const dispose = () => Promise.resolve();
    const blocks = { blockBytes: BLOCK, blocksUnderWay: 2 };
    return Promise.resolve({ store, again, ...blocks, prepares: true, dispose });
  });
});
