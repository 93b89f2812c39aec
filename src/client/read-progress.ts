import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { STATUS_QUERY } from '../interface/names.ts';
import type { ExtractStatus } from '../interface/status.ts';
import { latestRun } from './extract-run.ts';
import type { ExtractRun } from './extract-run.ts';
import type { ExtractProgress, ExtractState } from './progress.ts';
import { withOurErrors } from './service-errors.ts';
import { seesWorker } from './task-queue.ts';
import { readWindows } from './window-progress.ts';

/** A query waits for a worker; without one it must not hold up the display. */
const QUERY_TIMEOUT_MS = 5_000;
/** A closed run has its result: its last status is a nicety. */
const CLOSED_QUERY_TIMEOUT_MS = 2_000;

const STATES: Partial<Record<WorkflowExecutionDescription['status']['name'], ExtractState>> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timedOut',
};

/** How an extraction stands now. Also of a closed one; its status then needs a worker and may be absent. */
export async function readProgress(
  client: Client,
  run: ExtractRun,
  previous?: ExtractProgress,
): Promise<ExtractProgress> {
  const description = await withOurErrors(client, run.workflowId, () =>
    client.connection.withDeadline(Date.now() + QUERY_TIMEOUT_MS, () => latestRun(client, run)),
  );
  const state = STATES[description.status.name] ?? 'running';
  const running = state === 'running';
  const timeoutMs = running ? QUERY_TIMEOUT_MS : CLOSED_QUERY_TIMEOUT_MS;
  const status = await readStatus(client, description, timeoutMs);
  const known = status ?? previous?.status;
  return {
    ...factsOf(description),
    state,
    ...(known === undefined ? {} : { status: known }),
    windows: running && status !== undefined ? await readWindows(client, status) : [],
    workerSeen:
      !running || status !== undefined || (await seesWorker(client, description.taskQueue)),
  };
}

function factsOf({
  workflowId,
  runId,
  taskQueue,
  startTime,
  closeTime,
}: WorkflowExecutionDescription) {
  const facts = { workflowId, runId, taskQueue, startedAt: startTime };
  return closeTime === undefined ? facts : { ...facts, closedAt: closeTime };
}

/** Undefined when no worker answers: there may be none, or it is busy. */
async function readStatus(
  client: Client,
  { workflowId, runId }: WorkflowExecutionDescription,
  timeoutMs: number,
): Promise<ExtractStatus | undefined> {
  const handle = client.workflow.getHandle(workflowId, runId);
  try {
    return await client.connection.withDeadline(Date.now() + timeoutMs, () =>
      handle.query<ExtractStatus>(STATUS_QUERY),
    );
  } catch {
    return undefined;
  }
}
