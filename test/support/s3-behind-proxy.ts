/** A real S3 server for the tests of a file, behind a relay that spoils calls. */
import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type S3FaultProxy, startS3FaultProxy } from './s3-fault-proxy.ts';
import { s3Client, startS3Server, type S3Server } from './s3-server.ts';

export interface S3BehindProxy {
  readonly server: S3Server;
  /** In front of it; healed after each test. */
  readonly proxy: S3FaultProxy;
  /** To the server itself. */
  readonly client: S3Client;
}

/** With the bucket `exports`. The members are there once the first test begins. */
export function useS3BehindProxy(): S3BehindProxy {
  const at = {} as { -readonly [Name in keyof S3BehindProxy]: S3BehindProxy[Name] };
  beforeAll(async () => {
    at.server = await startS3Server();
    await at.server.makeBucket('exports');
    at.proxy = await startS3FaultProxy(at.server.endpoint);
    at.client = s3Client(at.server.endpoint);
  });
  afterEach(() => {
    at.proxy.heal();
  });
  afterAll(async () => {
    at.client.destroy();
    await at.proxy[Symbol.asyncDispose]();
    await at.server[Symbol.asyncDispose]();
  });
  return at;
}
