/** A dry run of one hour, by which a worker shows what it can do. Nothing is written, and Marketo is not asked. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { WorkflowFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import { messageOf } from '../domain/message-of.ts';
import { PLAN_EXTRACT } from '../interface/names.ts';
import type { ExtractPlan } from '../interface/result.ts';
import type { PlanAnswer } from './worker-verdicts.ts';

/** Long past, so that it is a good request by every clock. */
const HOUR = { startAt: '2024-01-01T00:00:00Z', endAt: '2024-01-01T00:59:59Z' };

export interface DryRunOptions {
  readonly instance: string;
  readonly taskQueue: string;
  /** How long an answer is waited for. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Leaves one closed workflow, `plan/doctor-…`, as every dry run does. */
export async function askForPlan(
  client: Client,
  { instance, taskQueue, waitMs, signal }: DryRunOptions,
): Promise<PlanAnswer> {
  const handle = await client.workflow.start(PLAN_EXTRACT, {
    workflowId: `plan/doctor-${randomUUID()}`,
    taskQueue,
    args: [{ filter: { createdAt: HOUR }, instance }],
    // Whatever becomes of this process, it does not stay open.
    workflowExecutionTimeout: 2 * waitMs,
  });
  const waiting = new AbortController();
  const either = AbortSignal.any([signal, waiting.signal]);
  const late = sleep(waitMs, undefined, { signal: either }).then(() => whatItWaitsFor(handle));
  try {
    const answer = await Promise.race([answerOf(handle), late]);
    // Not before the race is over: the end of the run would be taken for its answer.
    if (answer.answer === 'none') await end(handle);
    return answer;
  } finally {
    waiting.abort();
    late.catch(() => undefined); // the answer came first
  }
}

async function end(handle: WorkflowHandle): Promise<void> {
  await handle.terminate('marketo-extract doctor: no answer in time').catch(messageOf);
}

async function answerOf(handle: WorkflowHandle): Promise<PlanAnswer> {
  try {
    const { storeId } = (await handle.result()) as ExtractPlan;
    return { answer: 'plan', ...(storeId === undefined ? {} : { storeId }) };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    if (!(cause instanceof ApplicationFailure)) return { answer: 'none' };
    return { answer: 'refused', type: cause.type ?? 'unknown type', message: cause.message };
  }
}

/** The last failure of its pending step. */
async function whatItWaitsFor(handle: WorkflowHandle): Promise<PlanAnswer> {
  const { raw } = await handle.describe();
  const failure = raw.pendingActivities?.find(
    ({ lastFailure }) => lastFailure != null,
  )?.lastFailure;
  if (failure == null) return { answer: 'none' };
  const type = failure.applicationFailureInfo?.type;
  return { answer: 'none', message: failure.message ?? '', ...(type == null ? {} : { type }) };
}
