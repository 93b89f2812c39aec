import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXPORT_WINDOW, EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import type { FailedExtractResult } from '../../src/interface/result.ts';
import { install, type Installation } from '../support/extraction.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';
import { cancellationMemo, windowWhere } from '../support/windows.ts';

const QUOTA_SPENT = { errorCode: '1029', errorMessage: 'Export daily quota 500MB exceeded.' };
const CALLS_SPENT = { errorCode: '607', errorMessage: 'Daily API quota reached' };

describe("Marketo's limits are waited out, with the reason and the time of the next try", () => {
  let at: Installation;
  beforeAll(async () => {
    at = await install();
  });
  beforeEach(() => {
    at.emulator.clearFaults();
    at.emulator.setEnvironment({ hold: false });
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it.each([
    { limit: 'the export quota', on: 'create', phase: 'creating', fault: QUOTA_SPENT },
    { limit: 'the export quota', on: 'enqueue', phase: 'enqueueing', fault: QUOTA_SPENT },
    { limit: 'the API calls', on: 'create', phase: 'creating', fault: CALLS_SPENT },
    { limit: 'the API calls', on: 'status', phase: 'queued', fault: CALLS_SPENT },
  ] as const)('$limit at $on', async ({ on, phase, fault }) => {
    at.emulator.addFaults({ on, do: fault });
    const request = requestFor('2026-10-01', '2026-10-02', { dataset: `${on}-${fault.errorCode}` });
    const handle = await startExtract(at, request);
    const { windowId, status } = await windowWhere(
      at.client,
      handle.workflowId,
      'it waits',
      ({ waitingFor }) => /used up/.test(waitingFor ?? ''),
    );
    expect(status.phase).toBe(phase);
    expect(status.note).toContain(fault.errorMessage);
    expect(Date.parse(status.nextTryAt!)).toBeGreaterThan(Date.now());
    expect((await windowTimers(windowId)).join()).toContain('used up');

    at.emulator.clearFaults();
    await handle.signal('pollNow');
    await expect(handle.result()).resolves.toMatchObject({ windows: [{ reused: false }] });
  });

  it('a cancel ends such a wait at once and cancels the paid job', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    at.emulator.addFaults({ on: 'status', do: CALLS_SPENT });
    const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-02', { dataset: 'c' }));
    const { status } = await windowWhere(
      at.client,
      handle.workflowId,
      'it waits',
      ({ waitingFor }) => /used up/.test(waitingFor ?? ''),
    );
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await cancellationMemo(at.client, handle.workflowId)).toEqual([
      expect.objectContaining({ exportId: status.exportId, outcome: 'cancelled' }),
    ]);
  });

  it('an enqueue that Marketo refuses once is asked for again when the job stays Created', async () => {
    const errorMessage = 'Requested resource not found';
    at.emulator.addFaults({ on: 'enqueue', times: 1, do: { errorCode: '610', errorMessage } });
    const request = requestFor('2026-10-03', '2026-10-03', { dataset: 'once' });
    const { windows } = await (await startExtract(at, request)).result();
    expect(windows).toMatchObject([{ reused: false }]);
  });

  it('an enqueue that Marketo refuses for good fails in its own words, and nothing was paid', async () => {
    at.emulator.addFaults({
      on: 'enqueue',
      do: { errorCode: '1003', errorMessage: 'Job may not be enqueued' },
    });
    const handle = await startExtract(
      at,
      requestFor('2026-10-01', '2026-10-02', { dataset: 'no' }),
    );
    await expect(handle.result()).rejects.toMatchObject({
      cause: {
        type: 'MarketoRefused',
        message: expect.stringContaining('Job may not be enqueued') as string,
      },
    });
    // So that no late attempt can buy it, now that the window is anybody's.
    expect(at.emulator.jobs().at(-1)).toMatchObject({
      state: 'Cancelled',
      startAt: '2026-10-01T00:00:00Z',
    });
  });

  it('an enqueue that is refused for a job that is not to be cancelled ends, says so and keeps the claim', async () => {
    const errorMessage = 'Requested resource not found';
    at.emulator.addFaults(
      { on: 'enqueue', do: { errorCode: '610', errorMessage } },
      { on: 'cancel', do: { errorCode: '610', errorMessage } },
    );
    const request = requestFor('2026-10-05', '2026-10-05', { dataset: 'neither' });
    await expect((await startExtract(at, request)).result()).rejects.toMatchObject({
      cause: {
        type: 'MarketoRefused',
        message: expect.stringContaining('Its claim is kept') as string,
      },
    });
    at.emulator.clearFaults();
    expect(await runExtract(at, request)).toMatchObject({ windows: [{ reused: false }] });
    expect(
      at.emulator.jobs().filter(({ startAt }) => startAt.startsWith('2026-10-05')),
    ).toHaveLength(1);
  });

  async function windowTimers(windowId: string): Promise<string[]> {
    const { events = [] } = await at.client.workflow.getHandle(windowId).fetchHistory();
    return (events ?? []).flatMap(({ userMetadata }) => {
      const data = userMetadata?.summary?.data;
      return data ? [Buffer.from(data).toString('utf8')] : [];
    });
  }
});

it('a job stuck in Processing is cancelled and replaced, within the budget', async () => {
  await using at = await install({
    env: { EXTRACT_JOB_TIMEOUT: '10s', EXTRACT_REPLACEMENTS: '1' },
  });
  at.emulator.setEnvironment({ hold: { processing: true } });
  const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-02'));
  for (const _try of [1, 2]) {
    await windowWhere(at.client, handle.workflowId, 'it runs', ({ jobState, exportId }) => {
      const known = at.emulator.jobs().find((job) => job.exportId === exportId);
      return jobState === 'Processing' && known?.state === 'Processing';
    });
    await at.emulator.advance(11);
    await expect
      .poll(() => at.emulator.jobs().filter(({ state }) => state === 'Cancelled').length, {
        timeout: 30_000,
      })
      .toBe(_try);
  }
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'JobStuck' } });
  expect(at.emulator.jobs()).toHaveLength(2);
});

it('refused credentials fail a request of 900 windows at once, with details that Temporal can store', async () => {
  await using at = await install({ env: { MARKETO_CLIENT_SECRET: 'wrong' } });
  const request = {
    filter: {
      createdAt: { startAt: '2024-05-01T00:00:00Z', endAt: '2026-10-17T23:59:59Z' },
      activityTypeIds: [13, 22],
      primaryAttributeValues: Array.from(
        { length: 50 },
        (_, index) => `Some long field name ${index}`,
      ),
    },
    windowSize: 'P1D',
    concurrency: 2,
  };
  const handle = await startExtract(at, request);
  const failure = await handle.result().then(
    () => undefined,
    (error: unknown) =>
      (error as { cause: { type: string; message: string; details: [FailedExtractResult] } }).cause,
  );
  expect(failure?.type).toBe('WindowsFailed');
  expect(failure?.details[0].failed).toHaveLength(900);
  expect(failure?.details[0].failed[0]!.type).toBe('MarketoCredentials');
  expect(failure?.details[0].failed[0]!.request).toMatchObject({ filter: { createdAt: {} } });
  expect(at.emulator.jobs()).toEqual([]);
});

describe('workflows started by hand in ways they are not meant for fail by name, they do not hang', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await install();
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it.each([
    { type: EXPORT_WINDOW, args: [] },
    { type: EXPORT_WINDOW, args: [{ filter: {} }] },
    { type: EXTRACT_ACTIVITIES, args: [{}, { todo: 1 }] },
    { type: EXTRACT_ACTIVITIES, args: [{}, 'second'] },
  ])('$type with $args', async ({ type, args }) => {
    const handle = await at.client.workflow.start(type, {
      taskQueue: at.taskQueue,
      workflowId: `by-hand-${randomUUID()}`,
      args,
      workflowRunTimeout: '60s',
    });
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidRequest' } });
  });

  it('a signal with nonsense does no harm', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-02'));
    await handle.signal('windowCancelled', 'nonsense');
    await handle.signal('windowCancelled', { startAt: 7 });
    at.emulator.setEnvironment({ hold: false });
    await expect(handle.result()).resolves.toMatchObject({ windows: [{}] });
    await runExtract(at, requestFor('2026-10-01', '2026-10-02'));
  });
});
