import {
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { CANCELLATION_MEMO, FAILURE } from '../interface/names.ts';
import type { CancelOutcome, ExtractResult, FailedExtractResult } from '../interface/result.ts';
import { isOpen, latestRun } from './extract-run.ts';
import type { ExtractRun } from './extract-run.ts';
import type { ExtractOutcome } from './outcome.ts';
import { untilAnswered } from './until-answered.ts';
import type { Patience } from './until-answered.ts';

export type { ExtractOutcome } from './outcome.ts';

/** Waits for the end. Rejects only for an unknown id, a server that stays away, or with the reason of the signal. */
export async function extractOutcome(
  client: Client,
  run: ExtractRun,
  patience: Patience = {},
): Promise<ExtractOutcome> {
  for (;;) {
    const last = await untilAnswered(client, run.workflowId, patience, () =>
      latestRun(client, run),
    );
    const ending = await untilAnswered(client, run.workflowId, patience, () => endOf(client, last));
    // What was open may have ended by a reset, which goes on under another run id: look again.
    if (!isOpen(last)) return outcomeOf(ending, last);
  }
}

type Ending = { readonly result: ExtractResult } | { readonly error: WorkflowFailedError };

async function endOf(
  client: Client,
  { workflowId, runId }: WorkflowExecutionDescription,
): Promise<Ending> {
  try {
    return { result: (await client.workflow.result(workflowId, runId)) as ExtractResult };
  } catch (error) {
    if (error instanceof WorkflowFailedError) return { error };
    throw error;
  }
}

function outcomeOf(ending: Ending, last: WorkflowExecutionDescription): ExtractOutcome {
  const { workflowId, runId } = last;
  const ended = { workflowId, runId };
  if ('result' in ending) return { ...ended, status: 'completed', result: ending.result };
  const { cause, message } = ending.error;
  if (cause instanceof CancelledFailure) {
    return { ...ended, status: 'cancelled', cancellation: cancellationOf(last) };
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
function cancellationOf({ memo }: WorkflowExecutionDescription): readonly CancelOutcome[] {
  const outcomes = memo?.[CANCELLATION_MEMO];
  return Array.isArray(outcomes) ? (outcomes as CancelOutcome[]) : [];
}
