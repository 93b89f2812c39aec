import {
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import {
  PAUSE_SIGNAL,
  POLL_NOW_SIGNAL,
  RESUME_SIGNAL,
  SET_CONCURRENCY_UPDATE,
} from '../interface/names.ts';
import { AdjustRefusedError, ExtractNotFoundError, NoWorkerError } from './errors.ts';
import { isOpen, latestRun } from './extract-run.ts';
import type { ExtractRun } from './extract-run.ts';
import { withOurErrors } from './service-errors.ts';
import { isDeserted } from './task-queue.ts';

/** An update waits for a worker to take it. */
const UPDATE_TIMEOUT_MS = 10_000;

/**
 * Asks a running extraction to cancel: its jobs at Marketo too. Await its outcome for what came of it. False when it
 * had ended before: Temporal takes such a cancel without a word.
 */
export function cancelExtract(client: Client, run: ExtractRun): Promise<boolean> {
  return withOurErrors(client, run.workflowId, async () => {
    const open = await openRun(client, run);
    await open?.handle.cancel();
    return open !== undefined;
  });
}

/** Ends whatever wait is going on: Marketo is asked now. */
export function pollNow(client: Client, run: ExtractRun): Promise<void> {
  return whileOpen(client, run, (handle) => handle.signal(POLL_NOW_SIGNAL));
}

export interface PauseOptions {
  /** Shown by `status`; at most 200 characters. Goes into the history. */
  readonly reason?: string;
}

/** Starts no more windows until `resumeExtract`; those in flight go on to their end. */
export function pauseExtract(
  client: Client,
  run: ExtractRun,
  { reason }: PauseOptions = {},
): Promise<void> {
  const by = client.options.identity;
  const words = reason === undefined ? { by } : { by, reason };
  return whileOpen(client, run, (handle) => handle.signal(PAUSE_SIGNAL, words));
}

export function resumeExtract(client: Client, run: ExtractRun): Promise<void> {
  return whileOpen(client, run, (handle) => handle.signal(RESUME_SIGNAL));
}

/**
 * Windows in flight at once from now on, 1 to 10; answers that number. Windows that are in flight beyond it go on to
 * their end. Throws `AdjustRefusedError` when the run refuses it, and `NoWorkerError` when no worker answers within 10 s.
 */
export function setConcurrency(
  client: Client,
  run: ExtractRun,
  concurrency: number,
  timeoutMs = UPDATE_TIMEOUT_MS,
): Promise<number> {
  return whileOpen(client, run, async (handle, { taskQueue }) => {
    const { workflowId } = run;
    if (await isDeserted(client, taskQueue)) throw new NoWorkerError(workflowId, taskQueue);
    try {
      return await client.connection.withDeadline(Date.now() + timeoutMs, () =>
        handle.executeUpdate<number, [number]>(SET_CONCURRENCY_UPDATE, { args: [concurrency] }),
      );
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) {
        throw new AdjustRefusedError(error.cause?.message ?? error.message, { cause: error });
      }
      if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) throw error; // a server in haste cancels it first
      await latestRun(client, run); // of a server that is away it is the time-out as well: that is told by this call
      throw new NoWorkerError(workflowId, taskQueue, timeoutMs);
    }
  });
}

/** Throws `ExtractNotFoundError` when it has ended. */
function whileOpen<T>(
  client: Client,
  run: ExtractRun,
  call: (handle: WorkflowHandle, description: WorkflowExecutionDescription) => Promise<T>,
): Promise<T> {
  return withOurErrors(client, run.workflowId, async () => {
    const open = await openRun(client, run);
    if (open === undefined) {
      throw new ExtractNotFoundError(run.workflowId, client.options.namespace);
    }
    return call(open.handle, open.description);
  });
}

interface OpenRun {
  /** Without a run id, so that it reaches a run that has just continued as new. */
  readonly handle: WorkflowHandle;
  readonly description: WorkflowExecutionDescription;
}

/** Undefined when it has ended. */
async function openRun(client: Client, run: ExtractRun): Promise<OpenRun | undefined> {
  const { workflowId, firstRunId } = run;
  const description = await latestRun(client, run);
  if (!isOpen(description)) return undefined;
  const chain = firstRunId === undefined ? {} : { firstExecutionRunId: firstRunId };
  return { handle: client.workflow.getHandle(workflowId, undefined, chain), description };
}
