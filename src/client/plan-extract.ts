import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { DEFAULT_TASK_QUEUE, PLAN_EXTRACT } from '../interface/names.ts';
import type { ExtractRequest } from '../interface/request-shape.ts';
import type { ExtractPlan } from '../interface/result.ts';
import { requestSummary, summaryText } from '../interface/request-words.ts';
import { acceptRequest } from './accept-request.ts';
import { PlanFailedError } from './errors.ts';
import { withOurErrors } from './service-errors.ts';
import { hasWorker } from './task-queue.ts';

export interface PlanOptions {
  /** Default `marketo-activity-extract`. */
  readonly taskQueue?: string;
  /** Told once when nothing polls the queue. */
  readonly onNoWorker?: (taskQueue: string) => void;
  /** How long a worker is waited for. Default 2 min. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 120_000;
const NO_WORKER_AFTER_MS = 3_000;

/**
 * Dry run: what would be exported and what is there already. A worker answers; nothing is written anywhere. Rejects with
 * `InvalidRequestError`, with `PlanFailedError` when a worker refuses it or none answers in time, with
 * `TemporalUnreachableError` when Temporal does not answer.
 */
export async function planExtract(
  client: Client,
  request: ExtractRequest,
  options: PlanOptions = {},
): Promise<ExtractPlan> {
  const accepted = acceptRequest(request, new Date());
  const { taskQueue = DEFAULT_TASK_QUEUE, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const workflowId = `plan/${randomUUID()}`;
  const noticing = new AbortController();
  void noticeMissingWorker(client, taskQueue, options.onNoWorker, noticing.signal);
  try {
    return await withOurErrors(
      client,
      workflowId,
      () =>
        client.workflow.execute(PLAN_EXTRACT, {
          workflowId,
          taskQueue,
          args: [request],
          workflowExecutionTimeout: timeoutMs,
          staticSummary: summaryText(`dry run of ${requestSummary(accepted.request)}`),
          staticDetails: 'A dry run: it reads, and writes nothing. The plan is its result.',
        }) as Promise<ExtractPlan>,
    );
  } catch (error) {
    throw error instanceof WorkflowFailedError ? planFailure(error, taskQueue) : error;
  } finally {
    noticing.abort();
  }
}

async function noticeMissingWorker(
  client: Client,
  taskQueue: string,
  onNoWorker: PlanOptions['onNoWorker'],
  signal: AbortSignal,
): Promise<void> {
  try {
    await sleep(NO_WORKER_AFTER_MS, undefined, { signal });
    if (!(await hasWorker(client, taskQueue))) onNoWorker?.(taskQueue);
  } catch {
    // the plan came first, or the server does not answer: the call itself tells
  }
}

function planFailure({ cause, message }: WorkflowFailedError, taskQueue: string): PlanFailedError {
  if (cause instanceof ApplicationFailure) {
    return new PlanFailedError(cause.message, cause.type ?? undefined, { cause });
  }
  const why = cause?.message ?? message;
  return new PlanFailedError(
    `No plan came from a worker on task queue "${taskQueue}": ${why}. Is a worker running?`,
    undefined,
    { cause },
  );
}
