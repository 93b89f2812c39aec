/** A bucket with a prefix: where keys of the store become keys of objects. */
import { S3Client } from '@aws-sdk/client-s3';
import type { S3Destination } from '../destination.ts';
import { createHandler } from './connections.ts';
import { USUAL_LIMITS, type S3Limits, type S3Options } from './options.ts';
import { PartBuffers } from './part-buffers.ts';

export interface S3Bucket {
  readonly client: S3Client;
  readonly name: string;
  /** `''`, or with a slash at its end. */
  readonly prefix: string;
  readonly limits: S3Limits;
  readonly partBuffers: PartBuffers;
  /** What every new object is given. */
  readonly given: {
    readonly ServerSideEncryption?: 'aws:kms';
    readonly SSEKMSKeyId?: string;
    readonly Tagging?: string;
  };
}

/** Does not connect. */
export function openBucket({ bucket, prefix }: S3Destination, options: S3Options): S3Bucket {
  const { kmsKeyId, tags } = options;
  const limits = { ...USUAL_LIMITS, ...options.limits };
  return {
    client: createClient(options, limits),
    name: bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    limits,
    partBuffers: new PartBuffers(),
    given: {
      ...(kmsKeyId === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId }),
      ...(tags === undefined ? {} : { Tagging: new URLSearchParams(tags).toString() }),
    },
  };
}

/** `Bucket` and `Key`, as every call about one object names it. */
export function objectOf({ name, prefix }: S3Bucket, key: string) {
  return { Bucket: name, Key: prefix + key };
}

function createClient(options: S3Options, limits: S3Limits): S3Client {
  lend(options.awsVariables ?? {});
  const { endpoint, pathStyle = endpoint !== undefined } = options;
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region: usualRegion(),
    followRegionRedirects: true,
    forcePathStyle: pathStyle,
    maxAttempts: limits.attempts,
    // The files' own SHA-256 is checked in any case; what is written is checked by the store.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: createHandler(limits.idleMs),
  });
}

/** Where none is set: on AWS a wrong guess is put right by the redirect, compatible stores mostly take any. */
const FALLBACK_REGION = 'us-east-1';

/** Of AWS_REGION or the shared configuration files, as the SDK itself finds it. */
function usualRegion(): () => Promise<string> {
  let found: Promise<string> | undefined;
  return () => (found ??= new S3Client({}).config.region().catch(() => FALLBACK_REGION));
}

/** The SDK reads credentials and profiles from the process's own environment, which `.env` is no part of. */
function lend(variables: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(variables)) {
    if ((process.env[name] ?? '') === '') process.env[name] = text;
  }
}
