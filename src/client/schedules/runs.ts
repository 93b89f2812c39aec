/** Runs that a schedule has started, and what came of them. */
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client, ScheduleDescription, WorkflowExecutionDescription } from '@temporalio/client';
import { formatDate } from '../../domain/instant.ts';
import { extractOutcome } from '../extract-outcome.ts';
import type { ExtractOutcome } from '../extract-outcome.ts';

export interface ScheduledRun {
  readonly workflowId: string;
  /** First run of its chain. */
  readonly runId: string;
  /** ISO-8601: when it came due, jitter included. */
  readonly dueAt: string;
  /** ISO-8601: when it was started, later than `dueAt` after a wait or in a backfill. */
  readonly startedAt: string;
  /** `forgotten`: longer ago than the namespace keeps histories. */
  readonly outcome: ExtractOutcome['status'] | 'running' | 'forgotten';
  /** When completed. */
  readonly windows?: number;
  readonly records?: number;
  readonly bytes?: number;
  /** When it did not complete. */
  readonly failure?: { readonly type: string; readonly message: string };
}

type Action = ScheduleDescription['info']['recentActions'][number];

/** At most ten, as the server remembers them; the oldest first. */
export function scheduledRuns(
  client: Client,
  actions: readonly Action[],
): Promise<readonly ScheduledRun[]> {
  return Promise.all(actions.map((action) => scheduledRun(client, action)));
}

async function scheduledRun(
  client: Client,
  { scheduledAt, takenAt, action }: Action,
): Promise<ScheduledRun> {
  const { workflowId, firstExecutionRunId: runId } = action.workflow;
  const run = { workflowId, runId, dueAt: formatDate(scheduledAt), startedAt: formatDate(takenAt) };
  const description = await latestOf(client, workflowId, runId);
  if (description === undefined) return { ...run, outcome: 'forgotten' };
  if (description.status.name === 'RUNNING') return { ...run, outcome: 'running' };
  return { ...run, ...toldBy(await extractOutcome(client, { workflowId, firstRunId: runId })) };
}

/** The last of its chain. Undefined: the server does not keep it any more. */
async function latestOf(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow
      .getHandle(workflowId, undefined, { firstExecutionRunId: runId })
      .describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

function toldBy(outcome: ExtractOutcome): Pick<ScheduledRun, 'outcome'> & Partial<ScheduledRun> {
  switch (outcome.status) {
    case 'completed': {
      const { windows, records, bytes } = outcome.result;
      return { outcome: 'completed', windows: windows.length, records, bytes };
    }
    case 'failed': {
      const { type, message } = outcome;
      return { outcome: 'failed', failure: { type, message } };
    }
    case 'cancelled':
      return { outcome: 'cancelled' };
    case 'terminated':
    case 'timedOut':
      return {
        outcome: outcome.status,
        failure: { type: outcome.status, message: outcome.message },
      };
  }
}
