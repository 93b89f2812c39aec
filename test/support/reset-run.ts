/** Resets of runs, as `temporal workflow reset` does them. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Activities } from '../../src/activities/index.ts';

export interface RunReference {
  readonly workflowId: string;
  readonly runId?: string | undefined;
}

/** Resets a run to the workflow task that scheduled `step`, so that this task is decided anew. */
export async function resetBefore(
  client: Client,
  run: RunReference,
  step: keyof Activities,
): Promise<void> {
  const taskFinishEventId = (await scheduledSteps(client, run)).get(step);
  if (taskFinishEventId === undefined) throw new Error(`${step} was not scheduled`);
  await resetTo(client, run, taskFinishEventId);
}

/** Steps that the run has scheduled, each with the end of the workflow task that did it first. */
export async function scheduledSteps(
  client: Client,
  { workflowId, runId }: RunReference,
): Promise<ReadonlyMap<string, ResetPoint>> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const steps = new Map<string, ResetPoint>();
  for (const { activityTaskScheduledEventAttributes: scheduled } of events ?? []) {
    const step = scheduled?.activityType?.name ?? '';
    const point = scheduled?.workflowTaskCompletedEventId;
    if (point && !steps.has(step)) steps.set(step, point);
  }
  return steps;
}

type ResetPoint = NonNullable<
  Parameters<
    Client['connection']['workflowService']['resetWorkflowExecution']
  >[0]['workflowTaskFinishEventId']
>;

export async function resetTo(
  client: Client,
  { workflowId, runId }: RunReference,
  workflowTaskFinishEventId: ResetPoint,
): Promise<void> {
  const latest = await client.workflow.getHandle(workflowId, runId).describe();
  await client.connection.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId, runId: latest.runId },
    reason: 'by a test',
    workflowTaskFinishEventId,
    requestId: randomUUID(),
  });
}
