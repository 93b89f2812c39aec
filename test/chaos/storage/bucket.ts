/** A bucket on a real S3 server, which the workers reach through a relay that spoils calls. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { openStore } from '../../../src/store/open-store.ts';
import { type S3Call, startS3FaultProxy } from '../../support/s3-fault-proxy.ts';
import { S3_KEYS, s3Client, s3Env, startS3Server, whyNoS3Server } from '../../support/s3-server.ts';
import type { Moment } from '../check/bytes.ts';
import type { Storage, StorageOptions } from '../storage.ts';
import { bucketFaultName, drawBucketFaults } from './bucket-faults.ts';

const BUCKET = 'exports';
const PREFIX = 'chaos';

export async function openBucketStorage({ seed, now }: StorageOptions): Promise<Storage> {
  const missing = whyNoS3Server('versitygw');
  if (missing !== undefined) throw new Error(missing);
  const server = await startS3Server();
  await server.makeBucket(BUCKET);
  const proxy = await startS3FaultProxy(server.endpoint);
  const client = s3Client(server.endpoint);
  const struck: Record<string, number> = {};
  const moments: Moment[] = [];
  const draw = drawBucketFaults(seed);
  proxy.spoil((call) => {
    const fault = draw(call);
    if (fault === undefined) return undefined;
    const name = bucketFaultName(fault);
    struck[name] = (struck[name] ?? 0) + 1;
    moments.push({ at: now(), ...datasetOf(call) });
    return fault.do;
  });
  return {
    env: { ...s3Env(proxy.endpoint), EXTRACT_DESTINATION: `s3://${BUCKET}/${PREFIX}` },
    secrets: [S3_KEYS.secretAccessKey],
    list: () => listKeys(client),
    read: (key) => readObject(client, key),
    openStore: () =>
      openStore(
        { kind: 's3', bucket: BUCKET, prefix: PREFIX },
        { s3: { endpoint: server.endpoint, awsVariables: s3Env(server.endpoint) } },
      ),
    restart: async (downMs) => {
      moments.push({ at: now() });
      await server.kill();
      await sleep(downMs);
      await server.start();
      moments.push({ at: now() });
      return true;
    },
    heal: () => proxy.heal(),
    struck,
    moments,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** `/exports/chaos/default/<dataset>/…`; a listing has its prefix in the query. */
function datasetOf({ url }: S3Call): { dataset?: string } {
  const [, dataset] = /\/default\/([^/?]+)\//.exec(decodeURIComponent(url)) ?? [];
  return dataset === undefined ? {} : { dataset };
}

async function listKeys(client: S3Client): Promise<string[]> {
  const keys: string[] = [];
  const pages = paginateListObjectsV2({ client }, { Bucket: BUCKET, Prefix: `${PREFIX}/` });
  for await (const { Contents = [] } of pages) {
    keys.push(...Contents.flatMap(({ Key }) => Key?.slice(PREFIX.length + 1) ?? []));
  }
  return keys;
}

async function readObject(client: S3Client, key: string): Promise<Buffer | undefined> {
  try {
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: `${PREFIX}/${key}` }),
    );
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
