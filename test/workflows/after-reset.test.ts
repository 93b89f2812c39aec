/** Temporal leaves the windows of a run alone that is reset: they go on beside those that it starts again. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporalRuns } from '../../src/activities/temporal-runs.ts';
import { STATUS_QUERY } from '../../src/interface/names.ts';
import type { WindowStatus } from '../../src/interface/status.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { resetBefore } from '../support/paid-once.ts';
import { requestFor, startExtract } from '../support/requests.ts';
import { cancellationMemo, extractStatus, windowWhere } from '../support/windows.ts';

const QUEUE_FULL = { errorCode: '1029', errorMessage: 'Too many jobs in queue' };
const QUOTA_SPENT = { errorCode: '1029', errorMessage: 'Export daily quota 500MB exceeded.' };

describe('after a reset', () => {
  let at: Installation;
  let logged: number;
  beforeAll(async () => {
    at = await install({ env: { EXTRACT_JOB_TIMEOUT: '10s', EXTRACT_REPLACEMENTS: '1' } });
  });
  beforeEach(() => {
    at.emulator.clearFaults();
    at.emulator.setEnvironment({ hold: false });
    logged = at.emulator.log().length;
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it('a run that is cancelled has nothing bought for it by the window of before', async () => {
    at.emulator.addFaults({ on: 'enqueue', do: QUEUE_FULL });
    const run = await start('cancelled');
    const before = await windowWhere(at.client, run.workflowId, 'the queue is full', (window) =>
      /queue is full/.test(window.waitingFor ?? ''),
    );
    await resetBefore(at.client, run, 'planWindows');
    await otherWindow(run.workflowId, before.windowId);
    const again = at.client.workflow.getHandle(run.workflowId);
    await again.cancel();
    await expect(again.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    at.emulator.clearFaults();
    await closes(before.windowId);
    expect(paid()).toBe(0);
  });

  it('a run that is cancelled has nothing bought for it while another of its windows is still being cancelled', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const run = await startExtract(
      at,
      requestFor('2026-10-01', '2026-10-02', {
        dataset: 'slow',
        windowSize: 'P1D',
        concurrency: 2,
      }),
    );
    await eventually('both jobs are paid', () => paid() === 2 || undefined);
    const before = await windowIds(run.workflowId);
    await resetBefore(at.client, run, 'planWindows');
    const again = at.client.workflow.getHandle(run.workflowId);
    await eventually('both windows run anew', async () => {
      const ids = await windowIds(run.workflowId);
      if (ids.length < 2 || ids.some((id) => before.includes(id))) return undefined;
      const states = await Promise.all(ids.map((id) => statusOf(id)));
      return states.every((status) => status.jobState === 'Processing') || undefined;
    });
    const startAt = '2026-10-02T00:00:00Z';
    at.emulator.addFaults({ on: 'cancel', startAt, times: 3, do: { httpStatus: 502 } });
    await again.cancel();
    await expect(again.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    for (const id of before) await closes(id);
    expect(await cancellationMemo(at.client, run.workflowId)).toMatchObject([
      { outcome: 'cancelled' },
      { outcome: 'cancelled' },
    ]);
    expect(paid()).toBe(2);
  });

  it('a job that Marketo has in Created is enqueued once, by the newer window alone', async () => {
    at.emulator.setEnvironment({ otherTools: { queued: 10 } });
    const dead = await start('created');
    await windowWhere(at.client, dead.workflowId, 'the queue is full', ({ waitingFor }) =>
      /queue is full/.test(waitingFor ?? ''),
    );
    await dead.terminate('by a test');
    at.emulator.addFaults({ on: 'enqueue', do: QUEUE_FULL });
    const run = await start('created');
    const before = await windowWhere(
      at.client,
      run.workflowId,
      'it has taken the job over',
      ({ jobState: state }) => state === 'Created',
    );
    await resetBefore(at.client, run, 'planWindows');
    await otherWindow(run.workflowId, before.windowId);
    await expect(at.client.workflow.getHandle(before.windowId).result()).rejects.toMatchObject({
      cause: { type: 'WindowCancelled' },
    });
    at.emulator.setEnvironment({ otherTools: { queued: 0 } });
    at.emulator.clearFaults();
    const result: unknown = await at.client.workflow.getHandle(run.workflowId).result();
    expect(result).toMatchObject({ windows: [{ exportId: before.status.exportId }] });
    expect(paid()).toBe(1);
  });

  it('a window of before that is reset itself is no later one: the run goes on', async () => {
    at.emulator.addFaults({ on: 'enqueue', do: QUEUE_FULL });
    const run = await start('window-reset');
    const before = await windowWhere(at.client, run.workflowId, 'the queue is full', (window) =>
      /queue is full/.test(window.waitingFor ?? ''),
    );
    await resetBefore(at.client, run, 'planWindows');
    await otherWindow(run.workflowId, before.windowId);
    const [after = ''] = await windowIds(run.workflowId);
    await closes(before.windowId);
    await resetBefore(at.client, { workflowId: before.windowId }, 'findWindow');
    const isLater = (one: string, other: string) =>
      new MockActivityEnvironment({}, { client: at.client }).run(() =>
        temporalRuns.isLater(one, other),
      );
    expect([await isLater(before.windowId, after), await isLater(after, before.windowId)]).toEqual([
      false,
      true,
    ]);
    await expect(at.client.workflow.getHandle(before.windowId).result()).rejects.toMatchObject({
      cause: { type: 'WindowCancelled' },
    });
    at.emulator.clearFaults();
    const result: unknown = await at.client.workflow.getHandle(run.workflowId).result();
    expect(result).toMatchObject({ windows: [{ reused: false }] });
    expect(paid()).toBe(1);
  });

  it('a job that somebody cancels at Marketo is told, and not bought anew behind the run’s back', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const run = await start('cancelled-there');
    const before = await processing(run.workflowId);
    await resetBefore(at.client, run, 'planWindows');
    await otherWindow(run.workflowId, before.windowId);
    await at.emulator.setJobState(before.status.exportId!, 'Cancelled');
    await at.client.workflow.getHandle(before.windowId).signal('pollNow');
    await expect(at.client.workflow.getHandle(run.workflowId).result()).rejects.toMatchObject({
      cause: { type: 'JobCancelledAtMarketo' },
    });
    await closes(before.windowId);
    expect(paid()).toBe(1);
  });

  it('a job that is stuck is replaced once, and neither window takes that for a cancel by others', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const run = await start('stuck');
    const before = await processing(run.workflowId);
    await resetBefore(at.client, run, 'planWindows');
    await otherWindow(run.workflowId, before.windowId);
    await at.emulator.advance(11);
    await eventually('the job is cancelled', () =>
      jobState(before.status.exportId) === 'Cancelled' ? true : undefined,
    );
    at.emulator.setEnvironment({ hold: false });
    const result: unknown = await at.client.workflow.getHandle(run.workflowId).result();
    expect(result).toMatchObject({ windows: [{ reused: false }] });
    await closes(before.windowId);
    expect(paid()).toBe(2);
  });

  it('a run whose earlier window is terminated still owns its job: a follower leaves it alone', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const run = await start('followed');
    const before = await processing(run.workflowId);
    await resetBefore(at.client, run, 'planWindows');
    await otherWindow(run.workflowId, before.windowId);
    await at.client.workflow.getHandle(before.windowId).terminate('by a test');
    const again = at.client.workflow.getHandle(run.workflowId);
    const follower = await start('followed');
    await windowWhere(
      at.client,
      follower.workflowId,
      'it follows',
      ({ own, jobState: state }) => own === false && state !== undefined,
    );
    await follower.cancel();
    await expect(follower.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(jobState(before.status.exportId)).toBe('Processing');
    at.emulator.setEnvironment({ hold: false });
    const result: unknown = await again.result();
    expect(result).toMatchObject({ windows: [{ exportId: before.status.exportId }] });
    expect(paid()).toBe(1);
  });

  it('a window that waits to create a job anew and is cancelled cancels the one that it has paid for', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const run = await start('waiting');
    const { windowId, status } = await processing(run.workflowId);
    at.emulator.addFaults({ on: 'create', do: QUOTA_SPENT });
    await resetBefore(at.client, { workflowId: windowId }, 'createJob');
    await windowWhere(at.client, run.workflowId, 'it waits for the quota', ({ waitingFor }) =>
      /used up/.test(waitingFor ?? ''),
    );
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(jobState(status.exportId)).toBe('Cancelled');
    expect(await cancellationMemo(at.client, run.workflowId)).toMatchObject([
      { exportId: status.exportId, outcome: 'cancelled' },
    ]);
  });

  async function windowIds(workflowId: string): Promise<string[]> {
    const { windows } = await extractStatus(at.client, workflowId);
    return windows.flatMap(({ workflowId: id }) => id ?? []);
  }

  function statusOf(windowId: string): Promise<WindowStatus> {
    return at.client.workflow.getHandle(windowId).query<WindowStatus>(STATUS_QUERY);
  }

  function start(dataset: string) {
    return startExtract(at, requestFor('2026-10-01', '2026-10-02', { dataset }));
  }

  function processing(workflowId: string) {
    return windowWhere(
      at.client,
      workflowId,
      'its job is processing',
      ({ jobState: state }) => state === 'Processing',
    );
  }

  /** The run has started the window anew, which has met the job of the one before. */
  function otherWindow(workflowId: string, before: string) {
    return eventually('the window runs anew', async () => {
      const { windowId } = await windowWhere(
        at.client,
        workflowId,
        'it has met the job',
        ({ own, jobState: state }) => own === true && state !== undefined,
      );
      return windowId === before ? undefined : windowId;
    });
  }

  async function closes(windowId: string): Promise<void> {
    await at.client.workflow
      .getHandle(windowId)
      .signal('pollNow')
      .catch(() => undefined);
    await at.client.workflow
      .getHandle(windowId)
      .result()
      .catch(() => undefined);
  }

  function jobState(exportId: string | undefined) {
    return at.emulator.jobs().find((job) => job.exportId === exportId)?.state;
  }

  function paid(): number {
    return at.emulator
      .log()
      .slice(logged)
      .filter(({ operation, accepted }) => operation === 'enqueue' && accepted).length;
  }
});
