/**
 * Which runs are one extraction: those that begin with the same first run. A run that continues as new or is reset goes on
 * under another run id; a later extraction of the same workflow id is another one.
 */
import { WorkflowContinuedAsNewError, WorkflowFailedError } from '@temporalio/client';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { EXTRACT_ACTIVITIES } from '../interface/names.ts';
import { ForeignWorkflowError } from './errors.ts';

export interface ExtractRun {
  readonly workflowId: string;
  /** Absent: whatever runs, or ran last, under the id. */
  readonly firstRunId?: string;
  /** Any run of it. */
  readonly runId?: string;
}

/** Throws `ForeignWorkflowError` when it is none. */
export function runOf(description: WorkflowExecutionDescription): ExtractRun & { runId: string } {
  const { workflowId, runId, type } = description;
  if (type !== EXTRACT_ACTIVITIES) throw new ForeignWorkflowError(workflowId, type);
  const firstRunId = firstRunIdOf(description);
  return firstRunId === undefined ? { workflowId, runId } : { workflowId, runId, firstRunId };
}

export function isOpen({ status }: WorkflowExecutionDescription): boolean {
  return status.name === 'RUNNING' || status.name === 'PAUSED';
}

/** Its latest run, also when another extraction has the id by now. */
export async function latestRun(
  client: Client,
  { workflowId, firstRunId, runId }: ExtractRun,
): Promise<WorkflowExecutionDescription> {
  const latest = await client.workflow.getHandle(workflowId).describe();
  if (firstRunId === undefined || firstRunIdOf(latest) === firstRunId) return latest;
  const last = await lastRunId(client, workflowId, runId ?? firstRunId);
  return client.workflow.getHandle(workflowId, last).describe();
}

/** Server messages have it as an empty text where it is unknown. */
function firstRunIdOf({ raw }: WorkflowExecutionDescription): string | undefined {
  return raw.workflowExecutionInfo?.firstRunId || undefined;
}

/** Of runs that have all ended. What a reset went on as is later than what the run had continued as. */
async function lastRunId(client: Client, workflowId: string, runId: string): Promise<string> {
  const next =
    (await resetTo(client, workflowId, runId)) ?? (await continuedAs(client, workflowId, runId));
  return next === undefined ? runId : lastRunId(client, workflowId, next);
}

async function continuedAs(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<string | undefined> {
  try {
    await client.workflow.result(workflowId, runId, { followRuns: false });
  } catch (error) {
    if (error instanceof WorkflowContinuedAsNewError) return error.newExecutionRunId;
    if (!(error instanceof WorkflowFailedError)) throw error;
  }
  return undefined;
}

async function resetTo(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<string | undefined> {
  const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
  return raw.workflowExtendedInfo?.resetRunId || undefined;
}
