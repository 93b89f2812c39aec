/** What people and clocks do to a run from outside, with Temporal's own means. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import { eventually } from '../support/eventually.ts';
import { letGo, type PaidCase, PHASES, reach, usePaidOnce } from '../support/paid-once.ts';
import { runExtract, startExtract } from '../support/requests.ts';

const NAMESPACE = 'default';
/** `PENDING_ACTIVITY_STATE_PAUSED`. */
const PAUSED = '4';

/** Of the SDK's own make: 64 bits. */
type EventId = NonNullable<
  Parameters<WorkflowService['resetWorkflowExecution']>[0]['workflowTaskFinishEventId']
>;
type WorkflowService = Client['connection']['workflowService'];

describe('an operator', { timeout: 110_000 }, () => {
  const paid = usePaidOnce({ env: { EXTRACT_HEARTBEAT_TIMEOUT: '2s' } });

  it('pauses a download, unpauses it later: it goes on from its bytes', async () => {
    const at = paid.newCase('paused');
    const run = await downloading(at);
    const { workflowService } = paid.at.client.connection;
    const execution = { workflowId: run.windowId };
    await workflowService.pauseActivity({
      namespace: NAMESPACE,
      execution,
      type: 'downloadFile',
      identity: 'a test',
    });
    await eventually('the attempt has ended', async () => {
      const pending = await pendingActivity(run.windowId);
      return (pending?.paused === true && String(pending.state) === PAUSED) || undefined;
    });
    letGo(paid, at);
    const sent = at.bytesSent();
    await workflowService.unpauseActivity({
      namespace: NAMESPACE,
      execution,
      type: 'downloadFile',
      identity: 'a test',
    });
    await expectPublishedFrom(at, run, sent);
  });

  it('resets a download: it goes on from its bytes', async () => {
    const at = paid.newCase('activity reset');
    const run = await downloading(at);
    const pending = await pendingActivity(run.windowId);
    letGo(paid, at);
    const sent = at.bytesSent();
    await paid.at.client.connection.workflowService.resetActivity({
      namespace: NAMESPACE,
      execution: { workflowId: run.windowId },
      id: pending!.activityId!,
    });
    await expectPublishedFrom(at, run, sent);
  });

  it.each([PHASES.created, PHASES.processing, PHASES.downloading])(
    'gives a run a time-out that ends it while its window is $phase: the same request adopts what it paid for',
    async (phase) => {
      const at = paid.newCase(`timed out ${phase.phase}`);
      phase.arrange(paid, at);
      const run = await paid.at.client.workflow.start(EXTRACT_ACTIVITIES, {
        taskQueue: paid.at.taskQueue,
        workflowId: `timed-out-${randomUUID()}`,
        args: [at.request()],
        workflowExecutionTimeout: '6s',
      });
      const { status } = await reach(paid, at, run.workflowId, phase);
      await expect(run.result()).rejects.toMatchObject({ cause: { name: 'TimeoutFailure' } });
      letGo(paid, at);
      const { windows } = await runExtract(paid.at, at.request());
      expect(windows).toMatchObject([{ exportId: status.exportId }]);
      await at.expectPaid([1]);
    },
  );

  it('resets a window to each of its events in turn while its job is processing', async () => {
    const at = paid.newCase('window events');
    PHASES.processing.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    const { windowId, status } = await reach(paid, at, run.workflowId, PHASES.processing);
    const points = await resetPoints(windowId);
    expect(points.events.length).toBeGreaterThan(4);
    for (const eventId of points.events) {
      await resetTo(windowId, points.runId, eventId);
      await reach(paid, at, run.workflowId, PHASES.processing);
    }
    letGo(paid, at);
    expect(await run.result()).toMatchObject({ windows: [{ exportId: status.exportId }] });
    await at.expectPaid([1]);
  });

  /** Those after the start of a child: temporal#10639 (docs/reliability.md), unless the child lives. */
  it('resets a run to each of its events in turn while its window lives', async () => {
    const at = paid.newCase('run events');
    PHASES.processing.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    const { status } = await reach(paid, at, run.workflowId, PHASES.processing);
    const points = await resetPoints(run.workflowId);
    expect(points.events.length).toBeGreaterThan(2);
    for (const eventId of points.events) {
      await resetTo(run.workflowId, points.runId, eventId);
      await eventually('it has begun', async () => {
        const { runId, raw } = await paid.at.client.workflow.getHandle(run.workflowId).describe();
        return runId !== points.runId && raw.pendingWorkflowTask == null ? true : undefined;
      });
    }
    letGo(paid, at);
    const result: unknown = await paid.at.client.workflow.getHandle(run.workflowId).result();
    expect(result).toMatchObject({ windows: [{ exportId: status.exportId }] });
    await at.expectPaid([1]);
  });

  async function downloading(at: PaidCase) {
    PHASES.downloading.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    const { windowId } = await reach(paid, at, run.workflowId, PHASES.downloading);
    return { run, windowId };
  }

  async function expectPublishedFrom(
    at: PaidCase,
    { run }: Awaited<ReturnType<typeof downloading>>,
    sentBefore: number,
  ): Promise<void> {
    const { windows } = await run.result();
    expect(windows).toMatchObject([{ reused: false }]);
    expect(sentBefore).toBeGreaterThan(0);
    expect(at.bytesSent()).toBe(windows[0]!.bytes);
    await at.expectPaid([1]);
  }

  async function pendingActivity(workflowId: string) {
    const { raw } = await paid.at.client.workflow.getHandle(workflowId).describe();
    return raw.pendingActivities?.[0];
  }

  async function resetPoints(workflowId: string) {
    const handle = paid.at.client.workflow.getHandle(workflowId);
    const { runId } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
    return { runId, events: tasks.map(({ eventId }) => eventId!) };
  }

  async function resetTo(workflowId: string, runId: string, eventId: EventId): Promise<void> {
    await paid.at.client.connection.workflowService.resetWorkflowExecution({
      namespace: NAMESPACE,
      workflowExecution: { workflowId, runId },
      reason: 'by a test',
      workflowTaskFinishEventId: eventId,
      requestId: randomUUID(),
    });
  }
});
