/** Pausing, resuming and adjusting a run while it is going. */
import { WithStartWorkflowOperation } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { pauseExtract, resumeExtract, setConcurrency } from '../../src/client/control-extract.ts';
import { NoWorkerError } from '../../src/client/errors.ts';
import {
  EXTRACT_ACTIVITIES,
  MAX_CONCURRENCY,
  PAUSE_SIGNAL,
  SET_CONCURRENCY_UPDATE,
} from '../../src/interface/names.ts';
import type { ExtractStatus } from '../../src/interface/status.ts';
import type { RunContext } from '../../src/interface/steps.ts';
import type { ExtractState } from '../../src/workflows/extract-state.ts';
import type { extractActivities } from '../../src/workflows/index.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { requestFor, startExtract } from '../support/requests.ts';
import { resetBefore } from '../support/reset-run.ts';
import { randomTaskQueue } from '../support/temporal-server.ts';
import { extractStatus } from '../support/windows.ts';

describe('a run', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await install({ workers: 1, env: { EXTRACT_EVENT_BUDGET: '50' } });
  });
  beforeEach(() => {
    at.emulator.setEnvironment({ hold: { processing: true } });
  });
  afterAll(() => at[Symbol.asyncDispose]());

  const start = (dataset: string, more: object = {}) =>
    startExtract(
      at,
      requestFor('2026-10-01', '2026-10-04', {
        windowSize: 'P1D',
        concurrency: 1,
        dataset,
        ...more,
      }),
    );
  const release = () => at.emulator.setEnvironment({ hold: false });
  const count = ({ windows }: ExtractStatus, phase: string) =>
    windows.filter((window) => window.phase === phase).length;
  const until = (id: string, what: string, matches: (status: ExtractStatus) => boolean) =>
    eventually(what, async () => {
      const status = await extractStatus(at.client, id);
      return matches(status) ? status : undefined;
    });

  /** Paused, with its first window home and no other in flight. */
  const paused = async (dataset: string) => {
    const run = await start(dataset);
    await until(run.workflowId, 'a window runs', (status) => count(status, 'running') === 1);
    await pauseExtract(at.client, run, { reason: 'month end' });
    await until(run.workflowId, 'it is paused', (status) => status.paused !== undefined);
    release();
    const status = await until(
      run.workflowId,
      'the window in flight comes home',
      (now) => count(now, 'published') === 1,
    );
    return { run, status };
  };

  it('that is paused lets the window in flight come home, starts no other, and says since when, by whom and why', async () => {
    const { run, status } = await paused('paused');
    expect(status.paused).toEqual({
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      by: at.client.options.identity,
      reason: 'month end',
    });
    expect(count(status, 'waiting')).toBe(3);
    await resumeExtract(at.client, run);
    const { windows } = await run.result();
    expect(windows).toHaveLength(4);
  });

  it('that is paused stays so when it continues as new', async () => {
    const { run, status } = await paused('continued');
    // Pauses and resumptions are events too: enough of them, and the run goes on in another.
    await eventually('it has continued as new', async () => {
      await pauseExtract(at.client, run);
      const { runId } = await at.client.workflow.getHandle(run.workflowId).describe();
      return runId !== run.firstExecutionRunId || undefined;
    });
    const later = await until(run.workflowId, 'it exports', ({ phase }) => phase === 'exporting');
    expect(later.paused).toEqual(status.paused);
    expect(count(later, 'waiting')).toBe(3);
    await resumeExtract(at.client, run);
    expect((await run.result()).windows).toHaveLength(4);
  });

  it('that is paused stays so when it is reset', async () => {
    const { run, status } = await paused('reset');
    await resetBefore(at.client, run, 'planWindows');
    const later = await until(run.workflowId, 'it exports', ({ phase }) => phase === 'exporting');
    expect(later.paused).toMatchObject({ reason: status.paused!.reason });
    expect(count(later, 'running')).toBe(0);
    await resumeExtract(at.client, run);
    const again = at.client.workflow.getHandle(run.workflowId);
    expect(await again.result()).toMatchObject({ windows: [{}, {}, {}, {}] });
  });

  /** Continued as new, and heard of before its first step: the worker was busy, or away. */
  const continued = async (dataset: string) => {
    const run = await start(dataset);
    await until(run.workflowId, 'a window runs', (status) => count(status, 'running') === 1);
    const { events } = await run.fetchHistory();
    await run.terminate('by the test');
    const resolved = events!.find((event) => event.activityTaskCompletedEventAttributes);
    const [context] = resolved!.activityTaskCompletedEventAttributes!.result!.payloads!;
    const state: ExtractState = {
      run: JSON.parse(Buffer.from(context!.data!).toString('utf8')) as RunContext,
      published: [],
      failed: [],
      cancellation: [],
      replans: 0,
    };
    const args: [unknown, ExtractState] = [{}, state];
    return {
      workflowId: `${run.workflowId}-continued`,
      taskQueue: at.taskQueue,
      args,
    };
  };

  it('that has continued as new is paused before its first step', async () => {
    const options = await continued('early-pause');
    const run = await at.client.workflow.signalWithStart<typeof extractActivities, [object]>(
      EXTRACT_ACTIVITIES,
      { ...options, signal: PAUSE_SIGNAL, signalArgs: [{ reason: 'early' }] },
    );
    const status = await until(run.workflowId, 'it exports', ({ phase }) => phase === 'exporting');
    expect(status.paused).toMatchObject({ reason: 'early' });
    expect(count(status, 'running')).toBe(0);
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  });

  it('that has continued as new is adjusted before its first step', async () => {
    const options = await continued('early-adjust');
    const startWorkflowOperation = new WithStartWorkflowOperation(EXTRACT_ACTIVITIES, {
      ...options,
      workflowIdConflictPolicy: 'FAIL',
    });
    const answer = await at.client.workflow.executeUpdateWithStart<
      typeof extractActivities,
      number,
      [number]
    >(SET_CONCURRENCY_UPDATE, {
      args: [3],
      startWorkflowOperation,
    });
    expect(answer).toBe(3);
    const run = at.client.workflow.getHandle(options.workflowId);
    await until(run.workflowId, 'three run', (status) => count(status, 'running') === 3);
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  });

  it('that is paused is cancelled at once', async () => {
    const { run } = await paused('cancelled');
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  });

  it('has as many windows in flight as it was told last', async () => {
    const run = await start('adjusted');
    await until(run.workflowId, 'one window runs', (status) => count(status, 'running') === 1);
    expect(await setConcurrency(at.client, run, 3)).toBe(3);
    const more = await until(
      run.workflowId,
      'three windows run',
      (status) => count(status, 'running') === 3,
    );
    expect(more.concurrency).toBe(3);
    await setConcurrency(at.client, run, 1);
    release();
    expect((await run.result()).windows).toHaveLength(4);
  });

  it.each([0, MAX_CONCURRENCY + 1, 1.5])('refuses %d windows at once', async (concurrency) => {
    const run = await start(`refused-${concurrency}`);
    await expect(setConcurrency(at.client, run, concurrency)).rejects.toThrow(
      /whole number from 1 to 10/,
    );
    await run.cancel();
  });

  it('on a queue without a worker says so at once when its pace is to be changed', async () => {
    const nowhere = { client: at.client, taskQueue: randomTaskQueue() };
    const run = await startExtract(nowhere, requestFor('2026-10-01', '2026-10-01'));
    await expect(setConcurrency(at.client, run, 3)).rejects.toThrow(
      `No worker polls the task queue "${nowhere.taskQueue}"`,
    );
    await run.terminate();
  });

  it('is told its pace by a caller whose clock is an hour ahead', async () => {
    const run = await start('skewed');
    await until(run.workflowId, 'one window runs', (status) => count(status, 'running') === 1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    try {
      expect(await setConcurrency(at.client, run, 2)).toBe(2);
    } finally {
      vi.useRealTimers();
    }
    await run.cancel();
  });

  it('whose worker does not answer says so, and not that Temporal is away', async () => {
    const run = await start('unanswered');
    await until(run.workflowId, 'one window runs', (status) => count(status, 'running') === 1);
    const { pid } = at.workers[0]!;
    process.kill(pid, 'SIGSTOP');
    try {
      const late = setConcurrency(at.client, run, 3, 2_000);
      await expect(late).rejects.toThrow(NoWorkerError);
      await expect(late).rejects.toThrow('within 2 s');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(await setConcurrency(at.client, run, 2)).toBe(2);
    await run.cancel();
  });

  it('takes no harm from signals with anything in them', async () => {
    const run = await start('anything');
    for (const words of [null, 7, 'no', { by: 7, reason: ['x'] }, { reason: 'x'.repeat(5_000) }]) {
      await run.signal('pause', words);
      await run.signal('resume', words);
    }
    await run.signal('pause', { by: {}, reason: 'y'.repeat(5_000) });
    const status = await until(run.workflowId, 'it is paused', (now) => now.paused !== undefined);
    expect(status.paused!.by).toBeUndefined();
    expect(status.paused!.reason).toHaveLength(200);
    await run.cancel();
  });
});
