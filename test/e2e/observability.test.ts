/** Metrics, `/live` and `/ready` of a real worker process, scraped as Prometheus does. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRICS, SDK_BUCKETS } from '../../src/observability/metric-table.ts';
import type { MetricDefinition } from '../../src/observability/metric-table.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { freePort } from '../support/free-port.ts';
import { type Scrape, scrape } from '../support/prometheus.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';
import { SDK_METRICS } from '../support/sdk-metrics.ts';
import { spawnEntry } from '../support/spawn-entry.ts';

const INSTANCE = { marketo_instance: 'default' };
const workflowId = `observed-${randomUUID()}`;
const dataset = `observed-${randomUUID().slice(0, 8)}`;
/** Counted once the server has taken the failure, so maybe after its caller has been told. */
const FAILED_RUNS = 'temporal_workflow_failed_total';
let at: Installation;
let ports: { readonly metrics: number; readonly health: number };
let seen: Scrape;
let bytes: number;

beforeAll(async () => {
  at = await install({ workers: 0 });
  ports = { metrics: await freePort(), health: await freePort() };
  await at.startWorker({
    EXTRACT_METRICS_ADDRESS: String(ports.metrics),
    EXTRACT_HEALTH_ADDRESS: `127.0.0.1:${ports.health}`,
    EXTRACT_RANGE_BYTES: '16KiB',
  });
  at.emulator.addFaults(
    { on: 'enqueue', times: 1, do: { errorCode: '1029', errorMessage: 'Too many jobs in queue' } },
    { on: 'status', times: 1, do: { errorCode: '611' } },
    { on: 'file', times: 1, do: { cutAfterBytes: 9_000 } },
  );
  const handle = await startExtract(
    at,
    requestFor('2026-10-01', '2026-10-02', { dataset, windowSize: 'P1D', concurrency: 1 }),
    workflowId,
  );
  ({ bytes } = await handle.result());
  await expect(runExtract(at, { dataset })).rejects.toThrow('Workflow execution failed');
  seen = await eventually('the worker has counted the run that failed', async () => {
    const now = await scrape(ports.metrics);
    return now.sum(FAILED_RUNS) > 0 ? now : undefined;
  });
});
afterAll(() => at[Symbol.asyncDispose]());

describe('the metrics of a worker', () => {
  it('count windows, jobs and files', () => {
    const { windows, jobs, publishedFiles, publishedBytes, publishedRecords } = METRICS;
    expect(seen.sum(windows.name, { ...INSTANCE, outcome: 'published' })).toBe(2);
    expect(seen.sum(jobs.name, { ...INSTANCE, event: 'created' })).toBe(2);
    expect(seen.sum(jobs.name, { ...INSTANCE, event: 'enqueued' })).toBe(2);
    expect(seen.sum(publishedFiles.name, INSTANCE)).toBe(2);
    expect(seen.sum(publishedBytes.name, INSTANCE)).toBe(bytes);
    expect(seen.sum(publishedRecords.name, INSTANCE)).toBe(800);
    expect(seen.sum(`${METRICS.jobProcessingSeconds.name}_count`, INSTANCE)).toBe(2);
  });

  it('count what was waited for and what went wrong', () => {
    expect(seen.sum(METRICS.waits.name, { reason: 'queueFull' })).toBe(1);
    const failed = (step: string, type: string) =>
      seen.sum(METRICS.stepFailures.name, { ...INSTANCE, step, type });
    expect(failed('jobStatus', 'MarketoUnavailable')).toBe(1);
    expect(failed('downloadFile', 'TransferInterrupted')).toBe(1);
  });

  it('tell bytes that were downloaded from those that an interrupted download had left', () => {
    const resumed = seen.sum(METRICS.resumedBytes.name, INSTANCE);
    expect(resumed).toBeGreaterThan(0);
    expect(resumed).toBeLessThanOrEqual(9_000);
    expect(seen.sum(METRICS.downloadedBytes.name, INSTANCE)).toBe(bytes);
  });

  it('count calls of Marketo as the emulator does, by what they were and how they ended', () => {
    const calls = (labels: Record<string, string>) => seen.sum(METRICS.apiCalls.name, labels);
    expect(calls({ endpoint: 'enqueue', outcome: 'queueFull', code: '1029' })).toBe(1);
    expect(calls({ endpoint: 'enqueue', outcome: 'ok' })).toBe(2);
    expect(calls({ endpoint: 'status', outcome: 'unavailable', code: '611' })).toBe(1);
    expect(calls({ endpoint: 'create' })).toBe(2);
    expect(calls({ endpoint: 'identity', outcome: 'ok' })).toBeGreaterThanOrEqual(1);
    expect(seen.sum(`${METRICS.apiCallSeconds.name}_count`, { endpoint: 'enqueue' })).toBe(3);
  });

  it('show quota and queue, which are read when the worker starts', () => {
    expect(seen.sum(METRICS.quotaBytes.name, INSTANCE)).toBe(500_000_000);
    expect(seen.sum(METRICS.usageReadAt.name, INSTANCE)).toBeGreaterThan(1e9);
    expect(seen.samples.map(({ name }) => name)).toEqual(
      expect.arrayContaining([METRICS.quotaUsedBytes.name, METRICS.queuePlacesTaken.name]),
    );
  });

  it('are of the name, type, help and labels of the table', () => {
    const definitions: MetricDefinition[] = Object.values(METRICS);
    const shown = definitions.filter(({ name }) => seen.types.has(name));
    const absent = definitions.filter(({ name }) => !seen.types.has(name));
    expect(absent).toEqual([]);
    for (const { name, kind, help, labels } of shown) {
      expect(seen.types.get(name)).toBe(kind);
      expect(seen.helps.get(name)).toBe(help);
      const own = seen.samples.find((sample) => sample.name.startsWith(name))!;
      const given = Object.keys(own.labels).filter((label) => !SDK_LABELS.has(label));
      expect(given.sort(), name).toEqual(Object.keys(labels).sort());
    }
    const ours = [...seen.types.keys()].filter((name) => name.startsWith('marketo_'));
    expect(ours.sort()).toEqual(shown.map(({ name }) => name).sort());
  });

  it("come with the SDK's own at the same endpoint, in seconds", () => {
    for (const [name, labels] of Object.entries(SDK_METRICS)) {
      expect([...seen.types.keys()]).toContain(name);
      const given = seen.samples.filter((one) => one.name.startsWith(name));
      for (const [label, value] of given.flatMap((one) => Object.entries(one.labels))) {
        if (label === 'le') continue;
        const values = labels[label];
        expect(values, `${name}: ${label}`).toBeDefined();
        if (values !== 'any') expect(values, `${name}: ${label}`).toContain(value);
      }
    }
    expect(seen.types.get('temporal_activity_execution_latency_seconds')).toBe('histogram');
  });

  it('have bounds of minutes and hours, ours as well as those of the SDK that are looked at', () => {
    const boundsOf = (name: string) => {
      const buckets = seen.samples.filter((sample) => sample.name === `${name}_bucket`);
      const bounds = new Set(buckets.map(({ labels }) => Number(labels.le?.replace('+Inf', '-1'))));
      return [...bounds].filter((bound) => bound > 0);
    };
    for (const [name, bounds] of Object.entries(SDK_BUCKETS)) {
      expect(boundsOf(`temporal_${name}_seconds`), name).toEqual([...bounds]);
    }
    expect(boundsOf(METRICS.jobProcessingSeconds.name)).toEqual([
      ...METRICS.jobProcessingSeconds.buckets,
    ]);
  });

  it('begin at 0 where a first event would else be missed, each but once', () => {
    const outcomes = seen.samples.filter(({ name }) => name === METRICS.windows.name);
    expect(outcomes.map(({ labels }) => labels.outcome).sort()).toEqual(
      [...METRICS.windows.labels.outcome].sort(),
    );
    expect(seen.sum(METRICS.windows.name, { outcome: 'failed' })).toBe(0);
    expect(seen.sum(METRICS.mismatches.name)).toBe(0);
  });

  it('have no value of a label that the table does not list', () => {
    const definitions: MetricDefinition[] = Object.values(METRICS);
    for (const { name, labels: table } of definitions) {
      const own = seen.samples.filter((sample) => sample.name === name);
      for (const [label, values] of Object.entries(table)) {
        const given = own.map(({ labels }) => labels[label]);
        if (values !== 'any') expect(values, name).toEqual(expect.arrayContaining(given));
      }
    }
  });

  it('hold no id, no secret and nothing of a person, neither ours nor those of the SDK', () => {
    const jobs = at.emulator.jobs().map(({ exportId }) => exportId);
    expect(jobs).toHaveLength(2);
    const telling = [
      workflowId,
      dataset,
      at.emulator.clientId,
      at.emulator.clientSecret,
      at.folder,
    ];
    for (const text of [...jobs, ...telling]) expect(seen.text).not.toContain(text);
    const values = seen.samples.flatMap(({ labels }) => Object.entries(labels));
    const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-/;
    const odd = values.filter(
      ([label, value]) => !QUEUES.has(label) && (uuid.test(value) || value.includes('@')),
    );
    expect(odd).toEqual([]);
  });
});

/** The tests' own have an id in their name. */
const QUEUES = new Set(['task_queue', 'taskQueue']);
/** Which the workflows' meter adds. */
const SDK_LABELS = new Set(['namespace', 'taskQueue', 'workflowType', 'le']);

describe('/live and /ready', () => {
  const ask = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${ports.health}${path}`, init);

  it('answer 200 while the worker takes work', async () => {
    expect((await ask('/live')).status).toBe(200);
    const ready = await ask('/ready?verbose=1');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      state: 'RUNNING',
      taskQueue: at.taskQueue,
    });
  });

  it('tell whoever asks for something else what there is', async () => {
    expect((await ask('/')).status).toBe(404);
    expect((await ask('/ready', { method: 'POST' })).status).toBe(405);
  });

  it('/ready answers 503 while Temporal is not there, and /live 200', async () => {
    const health = await freePort();
    const worker = spawnEntry({
      entry: 'src/worker.ts',
      env: {
        ...at.env,
        TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
        EXTRACT_HEALTH_ADDRESS: String(health),
      },
    });
    try {
      await worker.waitForLine((line) => line.includes('Temporal is not reachable'));
      const ready = await fetch(`http://127.0.0.1:${health}/ready`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({ status: 'notReady', state: 'CONNECTING' });
      expect((await fetch(`http://127.0.0.1:${health}/live`)).status).toBe(200);
    } finally {
      expect((await worker.kill()).code).toBe(0);
    }
  });
});

it.each(['EXTRACT_METRICS_ADDRESS', 'EXTRACT_HEALTH_ADDRESS'])(
  '%s on a port that is taken ends the worker with the name of the variable',
  async (variable) => {
    await using taken = await listening();
    const worker = spawnEntry({
      entry: 'src/worker.ts',
      env: { ...at.env, TEMPORAL_ADDRESS: '127.0.0.1:1', [variable]: String(taken.port) },
    });
    expect((await worker.exited).code).toBe(1);
    expect(worker.stderr()).toContain(`${variable}: 127.0.0.1:${taken.port} cannot be listened on`);
  },
);

it('/ready answers 503 while the worker drains, and /live 200', async () => {
  // A create that was sent runs to its end: this one holds the drain up for longer than anybody asks here.
  at.emulator.addFaults({ on: 'create', times: 1, do: { delayMs: 60_000 } });
  await startExtract(at, requestFor('2026-10-03', '2026-10-03', { dataset }));
  await expect.poll(() => at.emulator.faults().at(-1)?.struck, { timeout: 60_000 }).toBe(1);
  const worker = at.workers[0]!;
  process.kill(worker.pid, 'SIGTERM');
  const ask = (path: string) => fetch(`http://127.0.0.1:${ports.health}${path}`);
  const status = async () => (await ask('/ready')).status;
  await expect.poll(status, { interval: 20, timeout: 15_000 }).toBe(503);
  expect((await ask('/live')).status).toBe(200);
  await worker.kill('SIGKILL');
});

async function listening(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
