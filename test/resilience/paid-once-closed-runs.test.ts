import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { continued, letGo, PHASES, reach, usePaidOnce } from '../support/paid-once.ts';
import { runExtract, startExtract } from '../support/requests.ts';
import { windowWhere } from '../support/windows.ts';

const QUEUE_FULL = { errorCode: '1029', errorMessage: 'Too many jobs in queue' };

describe('a window whose run was ended by force is paid once: the same request adopts its job', () => {
  const paid = usePaidOnce();

  it.each(
    Object.values(PHASES).flatMap((phase) =>
      ['run', 'window', 'window and run'].map((ended) => ({ ended, ...phase })),
    ),
  )('$ended terminated while $phase', async ({ ended, ...phase }) => {
    const at = paid.newCase(`${ended} ${phase.phase}`);
    const { client } = paid.at;
    phase.arrange(paid, at);
    const first = await startExtract(paid.at, at.request());
    const { windowId, status } = await reach(paid, at, first.workflowId, phase);
    if (ended !== 'run') await client.workflow.getHandle(windowId).terminate('by a test');
    // A run whose only window was terminated fails by itself, a moment later.
    if (ended !== 'window') await first.terminate('by a test').catch(() => undefined);
    await expect(first.result()).rejects.toThrow();
    letGo(paid, at);

    const again = await runExtract(paid.at, at.request());
    expect(again.windows).toMatchObject([{ exportId: status.exportId, reused: false }]);
    expect(at.bytesSent()).toBe(again.bytes); // a half-downloaded file was gone on with
    await at.expectPaid([1]);
  });

  it('and so does the same request under the same workflow id', async () => {
    const at = paid.newCase('same id');
    PHASES.downloading.arrange(paid, at);
    const first = await startExtract(paid.at, at.request());
    const { status } = await reach(paid, at, first.workflowId, PHASES.downloading);
    await first.terminate('by a test');
    letGo(paid, at);
    const again = await (await startExtract(paid.at, at.request(), first.workflowId)).result();
    expect(again.windows).toMatchObject([{ exportId: status.exportId, reused: false }]);
    expect(at.bytesSent()).toBe(again.bytes);
    await at.expectPaid([1]);
  });

  it('and when the run that adopted it is cancelled, the job is cancelled at Marketo', async () => {
    const at = paid.newCase('adopter cancelled');
    PHASES.processing.arrange(paid, at);
    const first = await startExtract(paid.at, at.request());
    const { status } = await reach(paid, at, first.workflowId, PHASES.processing);
    await first.terminate('by a test');
    const adopter = await startExtract(paid.at, at.request());
    const adopted = await windowWhere(
      paid.at.client,
      adopter.workflowId,
      'it has taken the job over',
      ({ own, jobState }) => own === true && jobState === 'Processing',
    );
    expect(adopted.status.exportId).toBe(status.exportId);
    await adopter.cancel();
    await expect(adopter.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(at.paidJobs()).toMatchObject([{ exportId: status.exportId, state: 'Cancelled' }]);
    await at.expectPaid([1], { nothing: true });
  });
});

describe('a run that has continued as new and was terminated is paid once', () => {
  const paid = usePaidOnce({ env: { EXTRACT_EVENT_BUDGET: '60' } });

  it.each([PHASES.created, PHASES.processing])('while its window is $phase', async (phase) => {
    const at = paid.newCase(`continued ${phase.phase}`);
    phase.arrange(paid, at);
    const first = await startExtract(paid.at, at.request());
    const { windowId, status } = await reach(paid, at, first.workflowId, phase);
    await continued(paid.at.client, windowId);
    await first.terminate('by a test');
    letGo(paid, at);
    const again = await runExtract(paid.at, at.request());
    expect(again.windows).toMatchObject([{ exportId: status.exportId, reused: false }]);
    await at.expectPaid([1]);
  });

  it('while some of its many windows are published and some are not', async () => {
    const at = paid.newCase('continued parent', 16);
    const request = at.request({ windowSize: 'P1D', concurrency: 3 });
    paid.at.emulator.addFaults({ on: 'enqueue', after: 13, do: QUEUE_FULL });
    const first = await startExtract(paid.at, request);
    await continued(paid.at.client, first.workflowId);
    await eventually('it has bought what it could', () =>
      at.enqueues().length === 13 ? true : undefined,
    );
    await first.terminate('by a test');
    letGo(paid, at);
    expect((await runExtract(paid.at, request)).windows).toHaveLength(16);
    await at.expectPaid(Array<number>(16).fill(1));
  });
});
