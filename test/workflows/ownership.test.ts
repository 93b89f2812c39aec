import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLAN_EXTRACT } from '../../src/interface/names.ts';
import type { ExtractPlan } from '../../src/interface/result.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { publishedWindows } from '../support/published.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';
import { windowWhere } from '../support/windows.ts';

/** Who may buy a window, judged by the emulator's log of accepted enqueues. Each case has a dataset of its own. */
describe('a window is paid once', () => {
  let at: Installation;
  let enqueuedBefore: number;
  beforeAll(async () => {
    at = await install({ workers: 2 });
  });
  beforeEach(() => {
    at.emulator.setEnvironment({ hold: false });
    at.emulator.clearFaults();
    enqueuedBefore = at.emulator.log().length;
  });
  afterAll(() => at[Symbol.asyncDispose]());

  const enqueues = () =>
    at.emulator
      .log()
      .slice(enqueuedBefore)
      .filter(({ operation, accepted }) => operation === 'enqueue' && accepted).length;

  const processing = (workflowId: string) =>
    windowWhere(
      at.client,
      workflowId,
      'its job is processing',
      ({ jobState }) => jobState === 'Processing',
    );

  it('by two runs of the same period at once: one exports, the other waits for its file', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const request = requestFor('2026-10-01', '2026-10-03', { dataset: 'same-period' });
    const first = await startExtract(at, request);
    const { status: owned } = await processing(first.workflowId);
    const second = await startExtract(at, request);
    const { status: followed } = await windowWhere(
      at.client,
      second.workflowId,
      'it follows',
      ({ waitingFor }) => /another run/.test(waitingFor ?? ''),
    );
    expect(followed).toMatchObject({ exportId: owned.exportId, own: false });
    expect(followed.waitingFor).toContain(first.workflowId);
    at.emulator.setEnvironment({ hold: false });

    const [one, two] = await Promise.all([first.result(), second.result()]);
    expect(two.windows[0]!.exportId).toBe(one.windows[0]!.exportId);
    expect(enqueues()).toBe(1);
  });

  it('by several runs that plan at the same moment, with other window sizes: no second is bought twice', async () => {
    const runs = await Promise.all(
      ['P7D', 'P5D', 'P3D'].map((windowSize) =>
        startExtract(
          at,
          requestFor('2026-10-01', '2026-10-14', { dataset: 'race', windowSize, concurrency: 3 }),
        ),
      ),
    );
    const results = await Promise.all(runs.map((run) => run.result()));
    for (const { windows } of results) {
      expect(windows[0]!.startAt).toBe('2026-10-01T00:00:00Z');
      expect(windows.at(-1)!.endAt).toBe('2026-10-14T23:59:59Z');
    }
    await expectDisjoint('race');
    expect(enqueues()).toBe((await windowsOf('race')).length);
  });

  it('after its run was terminated while the job was processing: the next run takes the job over', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const request = requestFor('2026-10-01', '2026-10-03', { dataset: 'terminated' });
    const first = await startExtract(at, request);
    const { status } = await processing(first.workflowId);
    await first.terminate('by a test');
    const second = await startExtract(at, request);
    const { status: adopted } = await processing(second.workflowId);
    expect(adopted).toMatchObject({ exportId: status.exportId, own: true });
    expect(adopted.note).toContain(`taken over from the run ${first.workflowId}`);
    at.emulator.setEnvironment({ hold: false });

    const result = await second.result();
    expect(result.windows[0]!.exportId).toBe(status.exportId);
    expect(enqueues()).toBe(1);
    const logs = at.workers.map((worker) => worker.output()).join();
    expect(logs).toContain(`the run ${first.workflowId} has claimed the window and is closed`);
    expect(logs).toContain('job of a closed run or workflow taken over');
  });

  it('after its run was reset to its beginning while the job was processing', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const request = requestFor('2026-10-01', '2026-10-03', { dataset: 'reset' });
    const first = await startExtract(at, request);
    const { status } = await processing(first.workflowId);
    await resetToItsBeginning(first);
    at.emulator.setEnvironment({ hold: false });

    const result: unknown = await at.client.workflow.getHandle(first.workflowId).result();
    expect(result).toMatchObject({ windows: [{ exportId: status.exportId }] });
    expect(enqueues()).toBe(1);
  });

  it('and a run that is cancelled right after it was reset still cancels the job that it had claimed', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const request = requestFor('2026-10-01', '2026-10-03', { dataset: 'reset-cancel' });
    const first = await startExtract(at, request);
    const { status } = await processing(first.workflowId);
    await resetToItsBeginning(first);
    const again = at.client.workflow.getHandle(first.workflowId);
    await windowWhere(at.client, first.workflowId, 'a window runs', () => true);
    await again.cancel();
    await expect(again.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(jobState(status.exportId)).toBe('Cancelled');
    expect(enqueues()).toBe(1);
  });

  it('once more when its owner was cancelled while another run waited for the file', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const request = requestFor('2026-10-01', '2026-10-03', { dataset: 'owner-cancelled' });
    const owner = await startExtract(at, request);
    const { status } = await processing(owner.workflowId);
    const follower = await startExtract(at, request);
    await windowWhere(at.client, follower.workflowId, 'it follows', ({ own }) => own === false);
    await owner.cancel();
    await expect(owner.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    at.emulator.setEnvironment({ hold: false });

    const { windows } = await follower.result();
    expect(windows[0]!.exportId).not.toBe(status.exportId);
    expect(jobState(status.exportId)).toBe('Cancelled');
    expect(enqueues()).toBe(2);
  });

  it('by whoever asks next when its window was terminated, although the run of the window goes on', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const days = { dataset: 'window-terminated', concurrency: 2 };
    const run = await startExtract(at, requestFor('2026-10-01', '2026-10-14', days));
    const { windowId, status } = await processing(run.workflowId);
    await at.client.workflow.getHandle(windowId).terminate('by a test');
    const other = await startExtract(at, {
      filter: { createdAt: { startAt: status.startAt, endAt: status.endAt } },
      dataset: 'window-terminated',
    });
    const { status: adopted } = await processing(other.workflowId);
    expect(adopted).toMatchObject({ exportId: status.exportId, own: true });
    at.emulator.setEnvironment({ hold: false });
    await expect(other.result()).resolves.toMatchObject({
      windows: [{ exportId: status.exportId }],
    });
    await expect(run.result()).rejects.toMatchObject({ cause: { type: 'WindowCancelled' } });
    expect(enqueues()).toBe(2); // each of the two windows once
  });

  it('and a follower that is cancelled leaves the job alone', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const request = requestFor('2026-10-01', '2026-10-03', { dataset: 'follower-cancelled' });
    const owner = await startExtract(at, request);
    const { status } = await processing(owner.workflowId);
    const follower = await startExtract(at, request);
    await windowWhere(at.client, follower.workflowId, 'it follows', ({ own }) => own === false);
    await follower.cancel();
    await expect(follower.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(jobState(status.exportId)).toBe('Processing');
    at.emulator.setEnvironment({ hold: false });
    await expect(owner.result()).resolves.toMatchObject({ windows: [{ reused: false }] });
    expect(enqueues()).toBe(1);
  });

  it('and a dry run tells who is exporting it, and writes nothing', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const request = requestFor('2026-10-01', '2026-10-14', { dataset: 'dry', concurrency: 1 });
    const run = await startExtract(at, request);
    await processing(run.workflowId);
    const jobs = at.emulator.jobs().length;
    const plan = await at.client.workflow.execute<(request: unknown) => Promise<ExtractPlan>>(
      PLAN_EXTRACT,
      { taskQueue: at.taskQueue, workflowId: `plan-${run.workflowId}`, args: [request] },
    );
    expect(plan.windows.map(({ state }) => state)).toEqual(['claimed', 'missing']);
    expect(plan.windows[0]!.why).toContain(run.workflowId);
    expect(at.emulator.jobs()).toHaveLength(jobs);
    await run.cancel();
    await run.result().catch(() => undefined);
  });

  async function resetToItsBeginning(run: {
    readonly workflowId: string;
    readonly firstExecutionRunId: string;
  }): Promise<void> {
    await at.client.connection.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: run.workflowId, runId: run.firstExecutionRunId },
      reason: 'by a test',
      workflowTaskFinishEventId: 4 as never, // the first completed workflow task
      requestId: run.workflowId,
    });
  }

  function jobState(exportId: string | undefined) {
    return at.emulator.jobs().find((job) => job.exportId === exportId)?.state;
  }

  async function windowsOf(dataset: string) {
    return publishedWindows(`${at.folder}/default/${dataset}`);
  }

  async function expectDisjoint(dataset: string) {
    const windows = (await windowsOf(dataset))
      .map(({ window }) => window)
      .sort((a, b) => (a.startAt < b.startAt ? -1 : 1));
    for (const [index, { startAt }] of windows.entries()) {
      if (index > 0) expect(startAt > windows[index - 1]!.endAt).toBe(true);
    }
  }
});

it('a job cancelled at Marketo by somebody else fails its owner, and the same request starts anew', async () => {
  await using at = await install();
  at.emulator.setEnvironment({ hold: { processing: true } });
  const request = requestFor('2026-10-01', '2026-10-03');
  const handle = await startExtract(at, request);
  const { status } = await windowWhere(
    at.client,
    handle.workflowId,
    'processing',
    ({ jobState }) => jobState === 'Processing',
  );
  await at.emulator.setJobState(status.exportId!, 'Cancelled');
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'JobCancelledAtMarketo' } });
  at.emulator.setEnvironment({ hold: false });
  const again = await runExtract(at, request);
  expect(again.windows[0]!.exportId).not.toBe(status.exportId);
});

it('a window cancelled by itself in the UI fails for its run; the others are published', async () => {
  await using at = await install();
  at.emulator.setEnvironment({ hold: { processing: true } });
  const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-14', { concurrency: 2 }));
  const { windowId, status } = await windowWhere(
    at.client,
    handle.workflowId,
    'processing',
    ({ jobState }) => jobState === 'Processing',
  );
  await at.client.workflow.getHandle(windowId).cancel();
  await eventually('its job is cancelled', () =>
    at.emulator.jobs().some((job) => job.exportId === status.exportId && job.state === 'Cancelled')
      ? true
      : undefined,
  );
  at.emulator.setEnvironment({ hold: false });
  await expect(handle.result()).rejects.toMatchObject({
    cause: {
      type: 'WindowCancelled',
      details: [
        {
          windows: [{ reused: false }],
          failed: [{ startAt: status.startAt, request: { filter: { createdAt: {} } } }],
        },
      ],
    },
  });
});
