/** Every run that there was, by Temporal's own list. */
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  CANCELLATION_MEMO,
  EXTRACT_ACTIVITIES,
  REFRESH_MEMO,
} from '../../../src/interface/names.ts';
import type { CancelOutcome, FailedExtractResult } from '../../../src/interface/result.ts';
import type { RefreshMemo } from '../../../src/interface/steps.ts';
import type { ClosedRun } from '../evidence.ts';
import type { World } from '../world.ts';

export async function closedRuns({ client, taskQueue }: World): Promise<ClosedRun[]> {
  const runs: ClosedRun[] = [];
  for await (const run of client.workflow.list({ query: `TaskQueue = '${taskQueue}'` })) {
    const { workflowId, runId, type, status, memo } = run;
    const outcome = memo?.[CANCELLATION_MEMO];
    // A run remembers all of its windows, a window itself.
    const cancellation = (Array.isArray(outcome) ? outcome : []) as CancelOutcome[];
    const failed = status.name === 'FAILED' && type === EXTRACT_ACTIVITIES;
    const failures = failed ? await failureTypes(client, workflowId, runId) : [];
    const firstRunId = run.raw.firstRunId ?? runId;
    const closedMs = run.closeTime?.getTime() ?? Infinity;
    const names = { workflowId, runId, firstRunId, type };
    const { refreshBefore } = (memo?.[REFRESH_MEMO] ?? {}) as Partial<RefreshMemo>;
    const refresh = refreshBefore === undefined ? {} : { refreshBefore };
    runs.push({ ...names, closedMs, status: status.name, cancellation, failures, ...refresh });
  }
  return runs;
}

async function failureTypes(client: Client, workflowId: string, runId: string): Promise<string[]> {
  const handle = client.workflow.getHandle(workflowId, runId, { followRuns: false });
  const error: unknown = await handle.result().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const failure = error instanceof Error ? error.cause : undefined;
  if (!(failure instanceof ApplicationFailure)) return [String(failure ?? error)];
  const result = failure.details?.[0] as Partial<FailedExtractResult> | null | undefined;
  return result?.failed?.map(({ type }) => type) ?? [failure.type ?? failure.message];
}
