/** The real activities without Temporal: client, store and ledger as a worker puts them together. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities, type Activities } from '../../src/activities/index.ts';
import type { Policy } from '../../src/interface/resolved.ts';
import type { JobInput, RunContext, VerifiedFile } from '../../src/interface/steps.ts';
import type { ExportJob } from '../../src/marketo/types.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { openInstances } from '../../src/marketo/instances.ts';
import type { Store } from '../../src/store/store.ts';
import type { NginxMarketo } from './nginx-marketo.ts';

const HEARTBEAT_TIMEOUT_MS = 15_000;
const MIB = 1024 * 1024;
export const WINDOW = { startAt: '2026-11-01T00:00:00Z', endAt: '2026-11-01T23:59:59Z' };
const OWNER = { workflowId: 'bench', firstRunId: 'bench-run' };
const NOW = '2026-11-20T12:00:00Z';

/** As the settings have it by default, but for waiting. */
const POLICY: Policy = {
  pollIntervalMs: 1,
  latePollIntervalMs: 1,
  jobTimeoutMs: 60_000,
  queueWaitMs: 1,
  doubtMs: 0,
  rangeBytes: 64 * MIB,
  heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS,
  eventBudget: 1_000,
  replacements: 1,
  redownloads: 1,
};

export interface Bound extends AsyncDisposable {
  readonly activities: Activities;
  readonly run: RunContext;
}

/** Activities on a store, and a run of one window. */
export async function bindActivities(
  store: Store,
  { baseUrl, credentials }: Pick<NginxMarketo, 'baseUrl' | 'credentials'>,
): Promise<Bound> {
  const marketo = openInstances(new Map([['default', { baseUrl, ...credentials }]]));
  const activities = createActivities({
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
    hostName: 'bench',
    productVersion: '0.0.0-bench',
  });
  const run = await perform(activities.resolveRequest, {
    request: { filter: { createdAt: WINDOW }, dataset: 'bench' },
    referenceTimeMs: Date.parse(NOW),
    startTimeMs: Date.now(),
    self: OWNER,
    dryRun: false,
  });
  return { activities, run, [Symbol.asyncDispose]: () => marketo.close() };
}

/** A job that is done at Marketo, claimed by this run. */
export interface ReadyJob {
  readonly input: JobInput;
  readonly job: ExportJob;
  readonly generation: number;
}

export async function readyJob({ activities, run }: Bound): Promise<ReadyJob> {
  const of = { run, window: WINDOW, owner: OWNER };
  const created = await perform(activities.createJob, of);
  if (created.answer !== 'created') throw new Error(created.answer);
  const input = { ...of, exportId: created.exportId };
  const claim = await perform(activities.claimWindow, { ...input, after: 0, inherits: false });
  if (claim.answer !== 'own') throw new Error(claim.answer);
  const status = await perform(activities.jobStatus, input);
  if (status.answer !== 'job') throw new Error(status.answer);
  return { input, job: status.job, generation: claim.generation };
}

/** downloadFile, verifyFile, publishFile. Throws unless the file is published and right. */
export async function transferFile(bound: Bound, ready: ReadyJob): Promise<void> {
  const { activities } = bound;
  const { input, job, generation } = ready;
  const staged = await download(bound, ready);
  const file = await verifyStaged(bound, ready, staged);
  const publish = { ...input, name: staged.name, job, generation, file, warnings: [] };
  const published = await perform(activities.publishFile, publish);
  if (published.answer !== 'published') throw new Error(published.answer);
}

interface Staged {
  readonly name: string;
  readonly bytes: number;
}

export async function download({ activities }: Bound, { input, job }: ReadyJob): Promise<Staged> {
  const size = job.fileSize === undefined ? {} : { fileSize: job.fileSize };
  const of = { ...input, ...size, windowRun: 'bench-window', round: 0 };
  const answer = await perform(activities.downloadFile, of);
  if (answer.answer !== 'staged') throw new Error(JSON.stringify(answer));
  return answer;
}

export async function verifyStaged(
  { activities }: Bound,
  { input, job }: ReadyJob,
  { name, bytes }: Staged,
): Promise<VerifiedFile> {
  const answer = await perform(activities.verifyFile, { ...input, name, bytes, job });
  if (answer.answer !== 'ok' || !answer.checksum || !answer.recordsAgree) {
    throw new Error(JSON.stringify(answer));
  }
  return answer.file;
}

const QUIET = new DefaultLogger('ERROR');

function perform<Input, Output>(
  activity: (input: Input) => Promise<Output>,
  input: Input,
): Promise<Output> {
  const environment = new MockActivityEnvironment(
    { heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS },
    { logger: QUIET },
  );
  return environment.run<[Input], Output, typeof activity>(activity, input);
}
