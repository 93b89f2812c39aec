/**
 * Activities without a worker: over the emulator, the real client, a file store in a folder of its own and the real
 * ledger. Everything is undone at the end of the test.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { onTestFinished } from 'vitest';
import type { Dependencies } from '../../../src/activities/dependencies.ts';
import { createActivities, type Activities } from '../../../src/activities/index.ts';
import {
  startEmulator,
  type Emulator,
  type EmulatorOptions,
  type FaultRule,
} from '../../../src/emulator/index.ts';
import type { Policy } from '../../../src/interface/resolved.ts';
import type { JobInput, RunContext } from '../../../src/interface/steps.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { openInstances } from '../../../src/marketo/instances.ts';
import type { ExportJob, MarketoClient } from '../../../src/marketo/types.ts';
import { createFileStore } from '../../../src/store/file/file-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

/** The emulator's standing clock; `NOW` is long after `WINDOW` has settled. */
export const NOW = '2026-11-20T12:00:00Z';
export const WINDOW = { startAt: '2026-11-01T00:00:00Z', endAt: '2026-11-01T23:59:59Z' };
export const OWNER = { workflowId: 'nightly', firstRunId: 'run-1' };
export const OTHER_OWNER = { workflowId: 'backfill', firstRunId: 'run-2' };
export const HOST = 'host-a';
export const RANGE_BYTES = 16 * 1024;

export const POLICY: Policy = {
  pollIntervalMs: 1,
  latePollIntervalMs: 1,
  jobTimeoutMs: 60_000,
  queueWaitMs: 1,
  doubtMs: 0,
  rangeBytes: RANGE_BYTES,
  heartbeatTimeoutMs: 15_000,
  eventBudget: 1_000,
  replacements: 1,
  redownloads: 1,
};

export interface WorkbenchOptions {
  readonly emulator?: EmulatorOptions;
  /** Members of the request beside its period. */
  readonly request?: Readonly<Record<string, unknown>>;
  /** Puts something between the activities and their store. */
  readonly store?: (store: Store) => Store;
  readonly change?: (dependencies: Dependencies) => Partial<Dependencies>;
  /** Of the client; default the emulator's. */
  readonly clientSecret?: string;
}

export interface Workbench {
  readonly emulator: Emulator;
  readonly folder: string;
  readonly dependencies: Dependencies;
  /** The client of the one instance. */
  readonly marketo: MarketoClient;
  readonly activities: Activities;
  /** As `resolveRequest` recorded it for `WINDOW`. */
  readonly run: RunContext;
  /** What activities log, in order. */
  readonly logs: readonly LogEntry[];
  /** A new attempt of an activity, in an environment of its own. */
  readonly attempt: (info?: AttemptInfo) => Attempt;
  readonly perform: <Input, Output>(
    activity: (input: Input) => Promise<Output>,
    input: Input,
  ) => Promise<Output>;
}

export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const { path: folder, remove } = await makeTemporaryFolder();
  onTestFinished(remove);
  const emulator = await startEmulator({
    startTime: NOW,
    scale: 0,
    activitiesPerDay: 40,
    queueSeconds: 0,
    processingSeconds: 0,
    statusLagSeconds: 0,
    callsPerSpan: null,
    ...options.emulator,
  });
  onTestFinished(() => emulator.close());
  const dependencies = assemble(emulator, folder, options);
  onTestFinished(() => dependencies.marketo.close());
  const activities = createActivities(dependencies);
  const logs: LogEntry[] = [];
  const attempt: Workbench['attempt'] = (info) => new Attempt(logs, info);
  const perform: Workbench['perform'] = (activity, input) => attempt().run(activity, input);
  const run = await perform(activities.resolveRequest, {
    request: { filter: { createdAt: WINDOW }, dataset: 'nightly', ...options.request },
    referenceTimeMs: Date.parse(NOW),
    startTimeMs: Date.now(),
    self: OWNER,
    dryRun: false,
  });
  const marketo = dependencies.marketo.get('default')!;
  return { emulator, folder, dependencies, marketo, activities, run, logs, attempt, perform };
}

function assemble(emulator: Emulator, folder: string, options: WorkbenchOptions): Dependencies {
  const fileStore = createFileStore({ root: folder });
  const store = options.store?.(fileStore) ?? fileStore;
  const { url: baseUrl, clientId } = emulator;
  const clientSecret = options.clientSecret ?? emulator.clientSecret;
  const limits = { callsPer20s: 100, longestPauseMs: 1 };
  const marketo = openInstances(
    new Map([['default', { baseUrl, clientId, clientSecret, limits }]]),
  );
  const dependencies: Dependencies = {
    marketo,
    store,
    ledger: createLedger(store),
    policy: POLICY,
    runs: {
      searchAttributes: () => Promise.resolve([]),
      isClosed: () => Promise.resolve(false),
      isEnding: () => Promise.resolve(false),
      isLater: () => Promise.resolve(false),
      unfinishedRefresh: () => Promise.resolve(undefined),
    },
    hostName: HOST,
    productVersion: '0.0.0-test',
  };
  return { ...dependencies, ...options.change?.(dependencies) };
}

interface AttemptInfo {
  readonly workflowExecution?: { readonly workflowId: string; readonly runId: string };
  readonly heartbeatTimeoutMs?: number;
  readonly currentAttemptScheduledTimestampMs?: number;
}

/** One attempt of one activity, with its heartbeats. */
export class Attempt {
  readonly heartbeats: unknown[] = [];
  readonly #environment: MockActivityEnvironment;

  constructor(logs: LogEntry[] = [], info: AttemptInfo = {}) {
    const logger = new DefaultLogger('TRACE', (entry) => logs.push(entry));
    this.#environment = new MockActivityEnvironment(
      { heartbeatTimeoutMs: 15_000, ...info },
      { logger },
    );
    this.#environment.on('heartbeat', (details: unknown) => this.heartbeats.push(details));
  }

  run<Input, Output>(activity: (input: Input) => Promise<Output>, input: Input): Promise<Output> {
    return this.#environment.run<[Input], Output, typeof activity>(activity, input);
  }

  cancel(): void {
    this.#environment.cancel();
  }

  /** What cancelling aborts with; undefined before. */
  get cancellation(): unknown {
    return this.#environment.context.cancellationSignal.reason as unknown;
  }

  /** Resolves at the first heartbeat, from now on, that `matches`. */
  heartbeat(matches: (details: unknown) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#environment.on('heartbeat', (details: unknown) => {
        if (matches(details)) resolve();
      });
    });
  }
}

/** A job that is Completed at Marketo, and its file, read apart from the client. */
export interface CompletedJob {
  readonly input: JobInput;
  readonly job: ExportJob;
  readonly fileSize: number;
}

export async function completedJob(bench: Workbench): Promise<CompletedJob> {
  const input = await createdJob(bench);
  const { marketo } = bench;
  await marketo.enqueueExport(input.exportId);
  await bench.emulator.settle();
  const { value: job } = await marketo.exportStatus(input.exportId);
  if (job.state !== 'Completed' || job.fileSize === undefined) throw new Error(job.stateText);
  return { input, job, fileSize: job.fileSize };
}

/** A job that nobody has enqueued yet. */
export async function createdJob({ activities, perform, run }: Workbench): Promise<JobInput> {
  const input = { run, window: WINDOW, owner: OWNER };
  const answer = await perform(activities.createJob, input);
  if (answer.answer !== 'created') throw new Error(answer.answer);
  return { ...input, exportId: answer.exportId };
}

/** A job by which this run may buy the window. */
export async function claimedJob(bench: Workbench): Promise<JobInput> {
  const input = await createdJob(bench);
  const { activities, perform } = bench;
  const answer = await perform(activities.claimWindow, { ...input, after: 0, inherits: false });
  if (answer.answer !== 'own') throw new Error(answer.answer);
  return input;
}

/** Calls of one operation, as the emulator saw them. */
export function calls({ emulator }: Workbench, operation: string) {
  return emulator.log().filter((call) => call.operation === operation);
}

/** The next `times` calls of an operation are refused by an envelope; default all. */
export function refusal(
  on: FaultRule['on'],
  errorCode: string,
  errorMessage = 'no',
  times?: number,
): FaultRule {
  return { on, ...(times === undefined ? {} : { times }), do: { errorCode, errorMessage } };
}

/** What was thrown; throws itself when nothing was. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`Expected a rejection, got ${JSON.stringify(outcome.value)}`);
}

/** The failure that Temporal is told, as the facts that decide. */
export async function failureOf(promise: Promise<unknown>) {
  const error = await rejectionOf(promise);
  if (!(error instanceof ApplicationFailure))
    throw new Error('no ApplicationFailure', { cause: error });
  const { type, message, nonRetryable } = error;
  // Its declared type comes from a package without types.
  const nextRetryDelay: unknown = error.nextRetryDelay;
  return { type, message, nonRetryable: nonRetryable ?? false, nextRetryDelay };
}

/** Every file below the folder but the store's and the ledger's own bookkeeping. */
export async function publishedFiles(folder: string): Promise<string[]> {
  return (await allFiles(folder)).filter(
    (path) => !/(^|\/)\./.test(path) && !/dataset\.json$/.test(path),
  );
}

export async function stagedFiles(folder: string): Promise<string[]> {
  return (await allFiles(folder)).filter((path) => path.endsWith('.part'));
}

export async function allFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

export async function bytesOf(store: Store, name: string): Promise<Buffer> {
  const { body } = await store.readStage(name);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** The file as Marketo has it, over plain HTTP. */
export async function marketoFile({ emulator }: Workbench, exportId: string): Promise<Buffer> {
  const { url, clientId, clientSecret } = emulator;
  const query = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
  const identity = await fetch(`${url}/identity/oauth/token?${query}`);
  const { access_token: token } = (await identity.json()) as { access_token: string };
  const response = await fetch(`${url}/bulk/v1/activities/export/${exportId}/file.json`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return Buffer.from(await response.arrayBuffer());
}

export function readJson(folder: string, path: string): Promise<unknown> {
  return readFile(join(folder, path), 'utf8').then((text): unknown => JSON.parse(text));
}
