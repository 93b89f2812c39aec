/** Resets to one of the steps that a run or a window has taken so far. */
import { resetTo, type RunReference, scheduledSteps } from '../support/reset-run.ts';
import type { World } from './world.ts';

/**
 * Only these of a run: reset to after the start of a window that has closed since, it can wait for ever
 * (temporal#10639, docs/reliability.md).
 */
export const FIRST_STEPS = ['resolveRequest', 'planWindows'];

export async function resetSomewhere(
  { client }: World,
  run: RunReference,
  among: readonly string[] | undefined,
  pick: number,
): Promise<boolean> {
  const steps = [...(await scheduledSteps(client, run))].filter(
    ([step]) => among?.includes(step) ?? true,
  );
  const [, point] = steps[pick % steps.length] ?? [];
  if (point === undefined) return false;
  await resetTo(client, run, point);
  return true;
}

export async function openWindows(
  { client, taskQueue }: World,
  workflowId: string,
): Promise<RunReference[]> {
  const query = `TaskQueue = '${taskQueue}' AND WorkflowType = 'exportWindow' AND ExecutionStatus = 'Running'`;
  const windows: RunReference[] = [];
  for await (const { workflowId: id, runId } of client.workflow.list({ query })) {
    if (id.startsWith(`${workflowId}/`)) windows.push({ workflowId: id, runId });
  }
  return windows.sort((a, b) => (a.workflowId < b.workflowId ? -1 : 1));
}
