import { describe, expect, it } from 'vitest';
import {
  letGo,
  type Phase,
  PHASES,
  reach,
  resetBefore,
  type Step,
  usePaidOnce,
} from '../support/paid-once.ts';
import { eventually } from '../support/eventually.ts';
import { runExtract, startExtract } from '../support/requests.ts';
import { cancellationMemo, windowWhere } from '../support/windows.ts';

/** Left out: a run reset to after the start of a window that has closed since, which may wait for ever (temporal#10639). */
describe('a window is paid once when it is reset to a step that it has taken already', () => {
  const paid = usePaidOnce();

  it.each<{ to: Step; phase: Phase }>([
    { to: 'findWindow', phase: PHASES.processing },
    { to: 'createJob', phase: PHASES.created },
    { to: 'createJob', phase: PHASES.processing },
    { to: 'claimWindow', phase: PHASES.created },
    { to: 'claimWindow', phase: PHASES.processing },
    { to: 'enqueueJob', phase: PHASES.processing },
    { to: 'enqueueJob', phase: PHASES.downloading },
    { to: 'jobStatus', phase: PHASES.processing },
    { to: 'jobStatus', phase: PHASES.downloading },
    { to: 'downloadFile', phase: PHASES.downloading },
    { to: 'downloadFile', phase: PHASES.verifying },
    { to: 'createJob', phase: PHASES.verifying },
  ])('the window, to before $to while it was $phase.phase', async ({ to, phase }) => {
    const at = paid.newCase(`window ${to} ${phase.phase}`);
    phase.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    const { windowId, status } = await reach(paid, at, run.workflowId, phase);
    await resetBefore(paid.at.client, { workflowId: windowId }, to);
    letGo(paid, at);
    // Temporal does not tell the run of the reset: it waits for the window as it is now.
    const result = await run.result();
    expect(result.windows).toMatchObject([{ exportId: status.exportId, reused: false }]);
    const again = await runExtract(paid.at, at.request());
    expect(again.windows).toMatchObject([{ exportId: status.exportId, reused: true }]);
    // The step was taken again: a second create leaves a job that is never enqueued.
    expect(at.jobs()).toHaveLength(to === 'createJob' ? 2 : 1);
    await at.expectPaid([1]);
  });
});

describe('a window is paid once when its run is reset', () => {
  const paid = usePaidOnce();

  it.each<{ to: Step; phase: Phase }>([
    { to: 'resolveRequest', phase: PHASES.created },
    { to: 'planWindows', phase: PHASES.created },
    { to: 'planWindows', phase: PHASES.queued },
    { to: 'planWindows', phase: PHASES.processing },
    { to: 'planWindows', phase: PHASES.downloading },
    { to: 'planWindows', phase: PHASES.verifying },
  ])('to before $to while the window was $phase.phase', async ({ to, phase }) => {
    const at = paid.newCase(`run ${to} ${phase.phase}`);
    phase.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    const { status } = await reach(paid, at, run.workflowId, phase);
    await resetBefore(paid.at.client, run, to);
    letGo(paid, at);
    const result: unknown = await paid.at.client.workflow.getHandle(run.workflowId).result();
    expect(result).toMatchObject({ windows: [{ exportId: status.exportId }] });
    await at.expectPaid([1]);
  });

  it('after it has completed: it finds its windows published', async () => {
    const at = paid.newCase('completed', 3);
    const run = await startExtract(paid.at, at.request({ windowSize: 'P1D', concurrency: 3 }));
    const first = await run.result();
    await resetBefore(paid.at.client, run, 'planWindows');
    const second: unknown = await paid.at.client.workflow.getHandle(run.workflowId).result();
    expect(second).toMatchObject({
      windows: first.windows.map((window) => ({ ...window, reused: true })),
    });
    await at.expectPaid([1, 1, 1]);
  });
});

describe('what a reset run had claimed before is not forgotten', () => {
  const paid = usePaidOnce({ worker: false, env: { EXTRACT_HEARTBEAT_TIMEOUT: '2s' } });

  it('when it is cancelled before it has started its windows again: their jobs are cancelled', async () => {
    const at = paid.newCase('reset and cancelled', 2);
    PHASES.processing.arrange(paid, at);
    const worker = await paid.at.startWorkerHere();
    const run = await startExtract(paid.at, at.request({ windowSize: 'P1D', concurrency: 2 }));
    await eventually('both jobs run', () => at.enqueues().length === 2 || undefined);
    await worker.stop();
    // Nobody works: the run finds the cancel as the first thing it does.
    await resetBefore(paid.at.client, run, 'planWindows');
    const again = paid.at.client.workflow.getHandle(run.workflowId);
    await again.cancel();
    await paid.at.startWorkerHere(); // also for the next case
    await expect(again.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    const exportIds = at.paidJobs().map(({ exportId }) => exportId);
    expect(at.paidJobs()).toMatchObject([{ state: 'Cancelled' }, { state: 'Cancelled' }]);
    const memo = await cancellationMemo(paid.at.client, run.workflowId);
    expect(memo).toMatchObject([{ outcome: 'cancelled' }, { outcome: 'cancelled' }]);
    expect(memo?.map(({ exportId }) => exportId).sort()).toEqual(exportIds.sort());
    await at.expectPaid([1, 1], { nothing: true });
  });

  it('when its job was made by an older run: a refresh publishes it, and exports anew', async () => {
    const at = paid.newCase('reset refresh');
    PHASES.processing.arrange(paid, at);
    const older = await startExtract(paid.at, at.request());
    const { status } = await reach(paid, at, older.workflowId, PHASES.processing);
    await older.terminate('by a test');
    await paid.at.emulator.advance(5); // the refresh is of a later second than the job
    const refresh = await startExtract(paid.at, at.request({ refresh: true }));
    const { windowId } = await windowWhere(
      paid.at.client,
      refresh.workflowId,
      'the job is taken over',
      ({ own, exportId }) => own === true && exportId === status.exportId,
    );
    await resetBefore(paid.at.client, { workflowId: windowId }, 'findWindow');
    letGo(paid, at);
    const result = await refresh.result();
    expect(result.windows[0]?.exportId).not.toBe(status.exportId);
    const [folder] = result.windows[0]!.dataUri.split('/').slice(-2);
    await at.expectPaid([2], { leftBehind: [`${folder}/${status.exportId}.csv`] });
  });
});
