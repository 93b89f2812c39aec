/** What the package gives to programs: handles of extractions, against a real server, worker and emulator. */
import { randomUUID } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ExtractFailedError,
  ExtractNotFoundError,
  type ExtractProgress,
  type ExtractRequest,
  ForeignWorkflowError,
  InvalidRequestError,
  joinExtract,
  parseRequest,
  startExtract,
  workflowIdOf,
} from '../../src/index.ts';
import { createExtractWorker } from '../../src/worker/index.ts';
import { install, type Installation } from '../support/extraction.ts';
import '../support/quiet-runtime.ts';
import { resetBefore } from '../support/reset-run.ts';
import { randomTaskQueue, temporalAddress } from '../support/temporal-server.ts';
import { windowWhere } from '../support/windows.ts';

let at: Installation;
beforeAll(async () => {
  at = await install();
});
afterAll(() => at[Symbol.asyncDispose]());
afterEach(() => at.emulator.setEnvironment({ hold: false }));

/** Of a dataset that nobody else has. */
function request(): ExtractRequest & { dataset: string } {
  const createdAt = { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-02T23:59:59Z' };
  return { filter: { createdAt }, dataset: `library-${randomUUID().slice(0, 8)}` };
}

const start = (wanted: ExtractRequest, workflowId?: string) =>
  startExtract(at.client, wanted, {
    taskQueue: at.taskQueue,
    ...(workflowId === undefined ? {} : { workflowId }),
  });

/** Started, and its job stands still at Marketo. */
async function held() {
  at.emulator.setEnvironment({ hold: { processing: true } });
  const wanted = request();
  const extract = await start(wanted);
  const isProcessing = ({ jobState = '' }) => jobState === 'Processing';
  await windowWhere(at.client, extract.workflowId, 'a job is processed', isProcessing);
  return { extract, wanted };
}

async function all(readings: AsyncIterable<ExtractProgress>): Promise<ExtractProgress[]> {
  const read: ExtractProgress[] = [];
  for await (const reading of readings) read.push(reading);
  return read;
}

describe('an extraction', () => {
  it('is started, watched to its end, and asked for its result', async () => {
    const extract = await start(request());
    expect(extract.joined).toBe(false);
    const readings = await all(extract.watch({ intervalMs: 50 }));
    expect(readings.at(-1)).toMatchObject({ state: 'completed', workflowId: extract.workflowId });
    expect(await extract.result()).toMatchObject({ version: 1, windows: [{ records: 800 }] });
  });

  it('is joined by the same request, and found by its id when it has ended', async () => {
    const { extract, wanted } = await held();
    expect(await start(wanted)).toMatchObject({ joined: true, runId: extract.runId });
    const running = await joinExtract(at.client, workflowIdOf(wanted));
    expect(running.runId).toBe(extract.runId);
    at.emulator.setEnvironment({ hold: false });
    const result = await running.result();
    const ended = await joinExtract(at.client, extract.workflowId);
    expect(await ended.outcome()).toMatchObject({ status: 'completed', result });
  });

  it('is told of by its own handle, not by that of a later one of the same id', async () => {
    const workflowId = `twice-${randomUUID()}`;
    const first = await start(request(), workflowId);
    const result = await first.result();
    at.emulator.setEnvironment({ hold: { processing: true } });
    const second = await start(request(), workflowId);
    expect(second).toMatchObject({ workflowId, joined: false });

    expect(await first.result()).toEqual(result);
    expect(await all(first.watch())).toMatchObject([{ state: 'completed', runId: first.runId }]);
    expect(await first.cancel()).toBe(false);
    await expect(first.pause()).rejects.toThrow(ExtractNotFoundError);
    expect(await second.progress()).toMatchObject({ state: 'running', runId: second.runId });

    at.emulator.setEnvironment({ hold: false });
    expect((await second.result()).dataset).not.toBe(result.dataset);
  });

  it('is followed when an operator resets it', async () => {
    const { extract } = await held();
    const outcome = extract.outcome();
    await resetBefore(at.client, extract, 'planWindows');
    const { runId } = await joinExtract(at.client, extract.workflowId);
    at.emulator.setEnvironment({ hold: false });
    expect(await outcome).toMatchObject({ status: 'completed', runId });
    expect(runId).not.toBe(extract.runId);
  });

  it('is followed through its resets also when a later one has its id', async () => {
    const { extract } = await held();
    await resetBefore(at.client, extract, 'planWindows');
    const { runId } = await joinExtract(at.client, extract.workflowId);
    await expect(extract.pause({ reason: 'for the auditors' })).resolves.toBeUndefined();
    await extract.resume();
    at.emulator.setEnvironment({ hold: false });
    const result = await extract.result();
    const later = await start(request(), extract.workflowId);
    await later.result();
    expect(await extract.outcome()).toMatchObject({ status: 'completed', runId, result });
  });

  it('is watched by two at once, of whom one leaves', async () => {
    const { extract } = await held();
    const staying = all(extract.watch({ intervalMs: 50 }));
    for await (const { state } of extract.watch({ intervalMs: 50 })) {
      expect(state).toBe('running');
      break;
    }
    at.emulator.setEnvironment({ hold: false });
    const states = (await staying).map(({ state }) => state);
    expect(states.at(-1)).toBe('completed');
    expect(states.slice(0, -1)).not.toContain('completed');
    const late = await joinExtract(at.client, extract.workflowId);
    expect(await all(late.watch())).toMatchObject([{ state: 'completed' }]);
  });

  it('leaves nothing on the signal of whoever watches it for long', async () => {
    const { extract } = await held();
    const { signal } = new AbortController();
    let readings = 0;
    for await (const reading of extract.watch({ intervalMs: 1, signal })) {
      expect(reading.state).toBe('running');
      expect(getEventListeners(signal, 'abort')).toEqual([]);
      readings += 1;
      if (readings === 3) break;
    }
    expect(await extract.cancel()).toBe(true);
  });

  it('that an operator terminated has ended, with the words of the operator', async () => {
    const { extract } = await held();
    const outcome = extract.outcome();
    await at.client.workflow.getHandle(extract.workflowId).terminate('by mistake');
    expect(await outcome).toMatchObject({ status: 'terminated', message: 'by mistake' });
    expect(await all(extract.watch())).toMatchObject([{ state: 'terminated' }]);
    await expect(extract.result()).rejects.toThrow(/ was terminated: by mistake$/);
    await expect(extract.setConcurrency(3)).rejects.toThrow(ExtractNotFoundError);
  });

  it('is started once by callers who ask for the same at the same time', async () => {
    const wanted = request();
    const started = await Promise.all([1, 2, 3, 4].map(() => start(wanted)));
    expect(new Set(started.map(({ runId }) => runId)).size).toBe(1);
    expect(started.filter(({ joined }) => !joined)).toHaveLength(1);
    const results = await Promise.all(started.map((extract) => extract.result()));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
  });

  it('goes on when somebody stops watching it, or waiting for it', async () => {
    const { extract } = await held();
    const reason = new Error('The browser has gone');
    const stop = new AbortController();
    const waiting = extract.result({ signal: stop.signal });
    const watching = (async () => {
      for await (const { state } of extract.watch({ signal: stop.signal })) {
        expect(state).toBe('running');
        stop.abort(reason);
      }
    })();
    await expect(waiting).rejects.toBe(reason);
    await watching;
    expect(await extract.progress()).toMatchObject({ state: 'running' });
    at.emulator.setEnvironment({ hold: false });
    expect(await extract.outcome()).toMatchObject({ status: 'completed' });
  });

  it('is cancelled at Marketo too, and tells what came of each job', async () => {
    const { extract } = await held();
    expect(await extract.cancel()).toBe(true);
    const outcome = await extract.outcome();
    expect(outcome).toMatchObject({
      status: 'cancelled',
      cancellation: [{ outcome: 'cancelled' }],
    });
    const [{ exportId = '' } = {}] = outcome.status === 'cancelled' ? outcome.cancellation : [];
    const job = at.emulator.jobs().find((candidate) => candidate.exportId === exportId);
    expect(job?.state).toBe('Cancelled');
    const error: unknown = await extract.result().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ExtractFailedError);
    expect(error).toMatchObject({ outcome });
    expect(String(error)).toMatch(/ was cancelled$/);
    expect(await extract.cancel()).toBe(false);
    await expect(extract.pollNow()).rejects.toThrow(ExtractNotFoundError);
  });
});

it('an id that nobody has used is told as not found', async () => {
  await expect(joinExtract(at.client, 'nobody')).rejects.toMatchObject({
    name: 'ExtractNotFoundError',
    workflowId: 'nobody',
  });
});

it('a workflow of another type is never taken for an extraction', async () => {
  const workflowId = `payroll-${randomUUID()}`;
  const taskQueue = randomTaskQueue();
  const payroll = await at.client.workflow.start('payroll', { workflowId, taskQueue });
  try {
    await expect(joinExtract(at.client, workflowId)).rejects.toThrow(ForeignWorkflowError);
    await expect(start(request(), workflowId)).rejects.toThrow(/ belongs to a workflow "payroll"/);
    expect((await payroll.describe()).status.name).toBe('RUNNING');
  } finally {
    await payroll.terminate();
  }
});

describe('a worker within a program of somebody else', () => {
  it('serves extractions, and leaves the connection to whom it belongs', async () => {
    const connection = await NativeConnection.connect({ address: temporalAddress() });
    const taskQueue = randomTaskQueue();
    const settings = { ...at.env, EXTRACT_TASK_QUEUE: taskQueue, EXTRACT_POLL_INTERVALL: '1s' };
    const hosted = await createExtractWorker({ connection, settings });
    expect(hosted).toMatchObject({
      taskQueue,
      warnings: [expect.stringContaining('EXTRACT_POLL_INTERVALL')],
    });
    const running = hosted.run();
    const extract = await startExtract(at.client, request(), { taskQueue });
    expect(await extract.result()).toMatchObject({ windows: [{ records: 800 }] });
    hosted.worker.shutdown();
    await running;
    expect(hosted.worker.getState()).toBe('STOPPED');
    await connection.ensureConnected();
    await connection.close();
  });

  it('is on the queue that its program has chosen last', async () => {
    const connection = await NativeConnection.connect({ address: temporalAddress() });
    const taskQueue = randomTaskQueue();
    const adapt = <T>(options: T) => ({ ...options, taskQueue });
    const hosted = await createExtractWorker({ connection, settings: at.env, adapt });
    expect(hosted.taskQueue).toBe(taskQueue);
    const running = hosted.run();
    hosted.worker.shutdown();
    await running;
    await connection.close();
  });
});

describe('JSON from anywhere', () => {
  it('is parsed into a typed request, with the id and the period that it means', () => {
    const wanted = request();
    expect(parseRequest(JSON.parse(JSON.stringify(wanted)))).toEqual({
      ok: true,
      request: wanted,
      workflowId: workflowIdOf(wanted),
      instance: 'default',
      dataset: wanted.dataset,
      period: { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-02T23:59:59Z' },
    });
  });

  it.each([
    { input: 7, paths: [''] },
    { input: { filter: {}, windowsize: 'P1D' }, paths: ['windowsize', 'filter.createdAt'] },
    { input: { version: 2 }, paths: ['version'] },
  ])('$input is refused with every fault', ({ input, paths }) => {
    const parsed = parseRequest(input);
    expect(parsed.ok ? [] : parsed.faults.map(({ path }) => path)).toEqual(paths);
    expect(() => workflowIdOf(input as ExtractRequest)).toThrow(InvalidRequestError);
  });
});
