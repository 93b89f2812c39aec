import {
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { CANCELLATION_MEMO, FAILURE } from '../interface/names.ts';
import type { CancelOutcome, ExtractResult, FailedExtractResult } from '../interface/result.ts';
import { withOurErrors } from './service-errors.ts';

interface Ended {
  readonly workflowId: string;
  readonly runId: string;
}

/** How a run ended. Nothing but an unreachable server or an unknown id is an exception. */
export type ExtractOutcome =
  | (Ended & { readonly status: 'completed'; readonly result: ExtractResult })
  | (Ended & {
      readonly status: 'failed';
      /** A `FAILURE` type. */
      readonly type: string;
      readonly message: string;
      /** What was published all the same, and what was not; absent when it failed before it had windows. */
      readonly result?: FailedExtractResult;
    })
  | (Ended & { readonly status: 'cancelled'; readonly cancellation: readonly CancelOutcome[] })
  | (Ended & { readonly status: 'terminated' | 'timedOut'; readonly message: string });

/** Waits for the end of the run and tells how it ended. */
export async function extractResult(client: Client, workflowId: string): Promise<ExtractOutcome> {
  const handle = client.workflow.getHandle(workflowId);
  return withOurErrors(client, workflowId, async () => {
    try {
      const result = (await handle.result()) as ExtractResult;
      return {
        status: 'completed',
        workflowId,
        runId: await latestRunId(client, workflowId),
        result,
      };
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      const ended = { workflowId, runId: await latestRunId(client, workflowId) };
      return outcomeOf(client, ended, error);
    }
  });
}

async function latestRunId(client: Client, workflowId: string): Promise<string> {
  return (await client.workflow.getHandle(workflowId).describe()).runId;
}

async function outcomeOf(
  client: Client,
  ended: Ended,
  { cause, message }: WorkflowFailedError,
): Promise<ExtractOutcome> {
  if (cause instanceof CancelledFailure) {
    return { ...ended, status: 'cancelled', cancellation: await readCancellation(client, ended) };
  }
  if (cause instanceof TerminatedFailure) {
    return { ...ended, status: 'terminated', message: cause.message };
  }
  if (cause instanceof TimeoutFailure) {
    return { ...ended, status: 'timedOut', message: cause.message };
  }
  return { ...ended, status: 'failed', ...failureOf(cause, message) };
}

function failureOf(cause: Error | undefined, fallback: string) {
  if (!(cause instanceof ApplicationFailure)) {
    return { type: FAILURE.internal, message: cause?.message ?? fallback };
  }
  const type = cause.type ?? FAILURE.internal;
  const details: unknown = cause.details?.[0];
  const failure = { type, message: cause.message };
  return isFailedResult(details) ? { ...failure, result: details } : failure;
}

function isFailedResult(details: unknown): details is FailedExtractResult {
  if (typeof details !== 'object' || details === null) return false;
  const { windows, failed } = details as Partial<FailedExtractResult>;
  return Array.isArray(windows) && Array.isArray(failed);
}

/** A cancelled run carries no other word than its memo. */
async function readCancellation(
  client: Client,
  { workflowId, runId }: Ended,
): Promise<readonly CancelOutcome[]> {
  const { memo } = await client.workflow.getHandle(workflowId, runId).describe();
  const outcomes = memo?.[CANCELLATION_MEMO];
  return Array.isArray(outcomes) ? (outcomes as CancelOutcome[]) : [];
}
