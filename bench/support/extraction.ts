/** Extractions on the dev server of the run, by a client of its own. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts';
import { formatInstant, parseInstant } from '../../src/domain/instant.ts';
import { EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import type { ExtractResult } from '../../src/interface/result.ts';
import type { extractActivities } from '../../src/workflows/index.ts';
import type { Setting } from '../framework/bench.ts';

/** Without delays and without limits: jobs are done at once, and their status shows it. */
export async function startQuickEmulator(
  options: EmulatorOptions = {},
): Promise<Emulator & AsyncDisposable> {
  const emulator = await startEmulator({
    ...{ startTime: '2026-11-20T12:00:00Z', queueSeconds: 0, processingSeconds: 0 },
    ...{ statusLagSeconds: 0, quotaBytes: null, dailyCalls: null },
    ...{ callsPerSpan: null, concurrentCalls: null },
    ...options,
  });
  return Object.assign(emulator, { [Symbol.asyncDispose]: () => emulator.close() });
}

/** Where a worker finds its Marketo. */
export interface MarketoPlace {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Site extends AsyncDisposable {
  readonly client: Client;
  readonly taskQueue: string;
  /** For workers. */
  readonly env: Readonly<Record<string, string>>;
  /** Windows of a day each, all of them in one run; rejects unless every one is published. */
  readonly extract: (request: DaysRequest) => Promise<Extracted>;
  /** Takes the files of the runs so far away. */
  readonly clear: () => Promise<void>;
}

export interface DaysRequest {
  readonly days: number;
  readonly concurrency: number;
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface Extracted {
  readonly workflowId: string;
  readonly result: ExtractResult;
  /** From the start to the result. */
  readonly seconds: number;
}

/** A task queue and a folder of its own. */
export async function openSite(
  { folder, temporalAddress }: Setting,
  { baseUrl, clientId, clientSecret }: MarketoPlace,
): Promise<Site> {
  const address = await temporalAddress();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const taskQueue = `bench-${randomUUID()}`;
  const exports = join(folder, taskQueue);
  await mkdir(exports);
  return {
    client,
    taskQueue,
    env: {
      TEMPORAL_ADDRESS: address,
      MARKETO_BASE_URL: baseUrl,
      MARKETO_CLIENT_ID: clientId,
      MARKETO_CLIENT_SECRET: clientSecret,
      EXTRACT_DESTINATION: `file:${exports}`,
      EXTRACT_TASK_QUEUE: taskQueue,
    },
    extract: (request) => extractDays(client, taskQueue, request),
    clear: () => rm(join(exports, 'default'), { recursive: true, force: true }),
    [Symbol.asyncDispose]: async () => {
      await connection.close();
      await rm(exports, { recursive: true, force: true });
    },
  };
}

const DAY = 86_400;
const END = parseInstant('2026-11-01T00:00:00Z');

/** Each run has a dataset of its own: none finds what another has published. */
async function extractDays(
  client: Client,
  taskQueue: string,
  { days, concurrency, more }: DaysRequest,
): Promise<Extracted> {
  const createdAt = {
    startAt: formatInstant(END - days * DAY),
    endAt: formatInstant(END - 1),
  };
  const workflowId = `bench-${randomUUID()}`;
  const begun = performance.now();
  const result = await client.workflow.execute<typeof extractActivities>(EXTRACT_ACTIVITIES, {
    taskQueue,
    workflowId,
    args: [{ filter: { createdAt }, windowSize: 'P1D', concurrency, dataset: workflowId, ...more }],
  });
  const seconds = (performance.now() - begun) / 1000;
  if (result.windows.length !== days || result.windows.some(({ reused }) => reused)) {
    throw new Error(`${result.windows.length} windows of ${days} were exported`);
  }
  return { workflowId, result, seconds };
}
