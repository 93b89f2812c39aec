/** Requests and ways to run them, for server tests. */
import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import type { ExtractResult } from '../../src/interface/result.ts';
import type { extractActivities } from '../../src/workflows/index.ts';

/** `2026-10-01` … `2026-10-20`, whole days, both included. */
export function requestFor(
  from: string,
  to: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const createdAt = { startAt: `${from}T00:00:00Z`, endAt: `${to}T23:59:59Z` };
  return { filter: { createdAt }, ...more };
}

export function startExtract(
  { client, taskQueue }: { client: Client; taskQueue: string },
  request: unknown,
  workflowId = `test-${randomUUID()}`,
): Promise<WorkflowHandleWithFirstExecutionRunId<typeof extractActivities>> {
  return client.workflow.start<typeof extractActivities>(EXTRACT_ACTIVITIES, {
    taskQueue,
    workflowId,
    args: [request],
    workflowExecutionTimeout: '110s', // bounded, whatever goes wrong
  });
}

export async function runExtract(
  at: { client: Client; taskQueue: string },
  request: unknown,
): Promise<ExtractResult> {
  return (await startExtract(at, request)).result();
}
