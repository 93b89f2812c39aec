/** What the package gives to programs: handles of extractions, against a real server, worker and emulator. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ExtractFailedError,
  ExtractNotFoundError,
  type ExtractProgress,
  type ExtractRequest,
  InvalidRequestError,
  joinExtract,
  parseRequest,
  startExtract,
  workflowIdOf,
} from '../../src/index.ts';
import { install, type Installation } from '../support/extraction.ts';
import { resetBefore } from '../support/reset-run.ts';
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
