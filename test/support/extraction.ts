/** A whole installation for one test file: an emulator, workers on a queue of their own, a folder, a client. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts';
import { type InProcessWorker, startInProcessWorker } from './in-process-worker.ts';
import { spawnWorker, type SpawnedWorker } from './spawn-worker.ts';
import {
  connectTemporal,
  randomTaskQueue,
  temporalAddress,
  workflowBundle,
} from './temporal-server.ts';

export interface Installation extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly client: Client;
  readonly taskQueue: string;
  /** Folder of the file store. */
  readonly folder: string;
  /** Those that are processes. */
  readonly workers: readonly SpawnedWorker[];
  /** Variables for workers and for the CLI. */
  readonly env: Readonly<Record<string, string>>;
  /** A process. */
  startWorker(env?: Readonly<Record<string, string>>): Promise<SpawnedWorker>;
  /** In the test's own process, which takes a fraction of the time. */
  startWorkerHere(env?: Readonly<Record<string, string>>): Promise<InProcessWorker>;
}

/** Without delays that a test does not ask for: jobs are done at once, and their status shows it. */
const QUICK_EMULATOR: EmulatorOptions = {
  startTime: '2026-11-20T12:00:00Z',
  activitiesPerDay: 400,
  queueSeconds: 0,
  processingSeconds: 0,
  statusLagSeconds: 0,
  callsPerSpan: null,
};

const QUICK_WORKER = {
  EXTRACT_POLL_INTERVAL: '200ms',
  EXTRACT_LATE_POLL_INTERVAL: '200ms',
  EXTRACT_QUEUE_WAIT: '200ms',
  EXTRACT_DOUBT_TIME: '0s',
  EXTRACT_HEARTBEAT_TIMEOUT: '3s',
  EXTRACT_SHUTDOWN_GRACE: '1s',
  MARKETO_CALLS_PER_20_SECONDS: '100',
};

export async function install(
  options: {
    readonly emulator?: EmulatorOptions;
    readonly env?: Readonly<Record<string, string>>;
    /** Worker processes to begin with. Absent: one worker in the test's own process. */
    readonly workers?: number;
    /** Of a Temporal server; default the shared one. */
    readonly address?: string;
  } = {},
): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'extract-test-'));
  const emulator = await startEmulator({ ...QUICK_EMULATOR, ...options.emulator });
  const client = await connectTemporal(options.address);
  const taskQueue = randomTaskQueue();
  const workers: SpawnedWorker[] = [];
  const env: Readonly<Record<string, string>> = {
    ...QUICK_WORKER,
    MARKETO_BASE_URL: emulator.url,
    MARKETO_CLIENT_ID: emulator.clientId,
    MARKETO_CLIENT_SECRET: emulator.clientSecret,
    EXTRACT_DESTINATION: `file:${folder}`,
    EXTRACT_TASK_QUEUE: taskQueue,
    EXTRACT_WORKFLOW_BUNDLE: workflowBundle(),
    ...(options.address === undefined ? {} : { TEMPORAL_ADDRESS: options.address }),
    ...options.env,
  };
  const startWorker = async (more: Readonly<Record<string, string>> = {}) => {
    const worker = await spawnWorker({ env: { ...env, ...more } });
    workers.push(worker);
    return worker;
  };
  const here: InProcessWorker[] = [];
  const startWorkerHere = async (more: Readonly<Record<string, string>> = {}) => {
    const address = env['TEMPORAL_ADDRESS'] ?? temporalAddress();
    const worker = await startInProcessWorker({ env: { ...env, ...more }, address });
    here.push(worker);
    return worker;
  };
  const installation: Installation = {
    emulator,
    client,
    taskQueue,
    folder,
    workers,
    env,
    startWorker,
    startWorkerHere,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([
        ...here.map((worker) => worker.stop()),
        ...workers.map((worker) => worker.kill('SIGKILL')),
      ]);
      await client.connection.close();
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  if (options.workers === undefined) await startWorkerHere();
  else await Promise.all(Array.from({ length: options.workers }, () => startWorker()));
  return installation;
}
