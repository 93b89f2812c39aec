import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { install, type Installation } from '../support/extraction.ts';
import { requestFor, startExtract } from '../support/requests.ts';
import { eventually } from '../support/eventually.ts';

/** The server refuses a workflow task that starts a child and cancels it: such a run would stand still for ever. */
let at: Installation;
beforeAll(async () => {
  at = await install({ workers: 0, env: { EXTRACT_HEARTBEAT_TIMEOUT: '2s' } });
});
afterAll(() => at[Symbol.asyncDispose]());

it('a cancel that comes in the very workflow task that starts the windows ends the run', async () => {
  at.emulator.setEnvironment({ hold: { processing: true } });
  const worker = await at.startWorkerHere();
  const request = requestFor('2026-10-01', '2026-10-02', { windowSize: 'P1D', concurrency: 2 });
  const run = await startExtract(at, request);
  const launch = await eventually('the windows are started', () => launchTask(run.workflowId));
  // With nobody at work, a reset to that task and the cancel are met by one and the same task.
  await worker.stop();
  await at.client.connection.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: run.workflowId, runId: run.firstExecutionRunId },
    reason: 'by a test',
    workflowTaskFinishEventId: launch,
    requestId: randomUUID(),
  });
  const again = at.client.workflow.getHandle(run.workflowId);
  await again.cancel();
  await at.startWorkerHere();
  await expect(again.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  const bought = at.emulator.jobs().filter(({ history }) => history.length > 1);
  expect(bought.map(({ state }) => state)).toEqual(bought.map(() => 'Cancelled'));
  const { events } = await again.fetchHistory();
  expect(events?.filter((event) => event.workflowTaskFailedEventAttributes)).toHaveLength(1); // the reset's
});

async function launchTask(workflowId: string) {
  const { events } = await at.client.workflow.getHandle(workflowId).fetchHistory();
  const started = events?.find(
    (event) => event.startChildWorkflowExecutionInitiatedEventAttributes,
  );
  return (
    started?.startChildWorkflowExecutionInitiatedEventAttributes?.workflowTaskCompletedEventId ??
    undefined
  );
}
