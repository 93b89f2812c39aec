/** Real S3 servers on loopback, each with a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  CreateBucketCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { freePort } from '../../src/temporal-cli/free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export const S3_KEYS = { accessKeyId: 'dev', secretAccessKey: 'dev-secret-0123' };

export interface S3Server extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly endpoint: string;
  /** Where the server keeps its bytes. */
  readonly folder: string;
  /** Variables for a process that works on the server. */
  readonly env: Readonly<Record<string, string>>;
  makeBucket(name: string): Promise<void>;
  /** As other tools do it: bytes under a name, nothing beside them. */
  put(bucket: string, key: string, body: Uint8Array): Promise<void>;
  /** SIGKILL; what it had answered for is there after `start`. */
  kill(): Promise<void>;
  /** On the same port and folder. */
  start(): Promise<void>;
}

export type S3ServerKind = 'versitygw' | 'weed';

const CACHE = fileURLToPath(new URL('../../.cache/s3/', import.meta.url));
export const S3_EXECUTABLES: Readonly<Record<S3ServerKind, string>> = {
  versitygw: join(CACHE, 'versitygw-1.8.0'),
  weed: join(CACHE, 'weed-4.48'),
};

/**
 * Undefined when the server can be started. In CI that it cannot is a failure: `.ci/run` prepares it, as does
 * `npm run prepare:s3` here.
 */
export function whyNoS3Server(kind: S3ServerKind): string | undefined {
  if (existsSync(S3_EXECUTABLES[kind])) return undefined;
  const why = `no ${kind} in .cache/s3; npm run prepare:s3 fetches it`;
  if ((process.env.CI ?? '') !== '') throw new Error(`CI tests against real S3 servers: ${why}`);
  console.warn(`Tests on an S3 server are left out: ${why}`);
  return why;
}

const READY_MS = 60_000;

export async function startS3Server(kind: S3ServerKind = 'versitygw'): Promise<S3Server> {
  const folder = await makeTemporaryFolder();
  const data = join(folder.path, 'data');
  await mkdir(data);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const own = kind === 'versitygw' ? versitygwLine(port, data) : await weedLine(port, data);
  const start = async () => {
    server = launch(kind, own.args, folder.path);
    await listening(server, port);
  };
  const kill = async () => {
    const gone = server?.exitCode === null ? once(server, 'exit') : Promise.resolve();
    server?.kill('SIGKILL');
    await gone;
  };
  await start();
  const client = s3Client(endpoint, { maxAttempts: 10 }); // weed answers before it is ready for it
  return {
    endpoint,
    folder: data,
    env: s3Env(endpoint),
    makeBucket: async (Bucket) => {
      await client.send(new CreateBucketCommand({ Bucket }));
    },
    put: async (Bucket, Key, Body) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    kill,
    start,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await kill();
      await folder.remove();
      await Promise.all(own.leftElsewhere.map((path) => rm(path, { force: true })));
    },
  };
}

/** AWS's own client of such a server, for what a test sees or does behind the store's back. */
export function s3Client(endpoint: string, options: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: S3_KEYS,
    forcePathStyle: true,
    ...options,
  });
}

/** Nothing of the machine's own AWS set-up may be taken. */
export function s3Env(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: S3_KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

/** `folder` also takes what it logs, and whatever else is temporary to it. */
function launch(kind: S3ServerKind, args: readonly string[], folder: string): ChildProcess {
  const { accessKeyId: key, secretAccessKey: secret } = S3_KEYS;
  const keys =
    kind === 'versitygw'
      ? { ROOT_ACCESS_KEY: key, ROOT_SECRET_KEY: secret }
      : { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret };
  return spawn(S3_EXECUTABLES[kind], args, {
    stdio: 'ignore',
    env: { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, ...keys },
  });
}

interface CommandLine {
  readonly args: readonly string[];
  /** Paths outside of its folder that it makes and does not remove. */
  readonly leftElsewhere: readonly string[];
}

// Both would listen on all interfaces by themselves, and weed would tell its makers.

function versitygwLine(port: number, data: string): CommandLine {
  const args = ['--quiet', '--keep-alive', '--port', `127.0.0.1:${port}`, 'posix', data];
  return { args, leftElsewhere: [] };
}

async function weedLine(port: number, data: string): Promise<CommandLine> {
  const parts = await Promise.all(
    ['master', 'filer', 'volume', 'admin', 's3'].map(async (name) => {
      const own = name === 's3' ? port : await freePort();
      return { name, port: own, grpcPort: await freePort() };
    }),
  );
  const args = [
    'mini',
    `-dir=${data}`,
    '-ip=127.0.0.1',
    '-ip.bind=127.0.0.1',
    '-master.telemetry=false',
    '-admin.ui=false',
    '-webdav=false',
    '-s3.port.iceberg=0',
    '-s3.port.lance=0',
    ...parts.flatMap((part) => [
      `-${part.name}.port=${part.port}`,
      `-${part.name}.port.grpc=${part.grpcPort}`,
    ]),
  ];
  // No flag puts these anywhere else.
  const sockets = parts.flatMap((part) => [
    `/tmp/seaweedfs-${part.name}-${part.port}.sock`,
    `/tmp/seaweedfs-${part.name}-grpc-${part.grpcPort}.sock`,
  ]);
  return { args, leftElsewhere: sockets };
}

async function listening(server: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`The S3 server ended with ${server.exitCode}`);
    if (await accepts(port)) return;
    await sleep(50);
  }
  server.kill('SIGKILL');
  throw new Error(`The S3 server did not listen within ${READY_MS} ms`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
