import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import {
  PAUSE_SIGNAL,
  POLL_NOW_SIGNAL,
  RESUME_SIGNAL,
  SET_CONCURRENCY_UPDATE,
} from '../interface/names.ts';
import { AdjustRefusedError } from './errors.ts';
import { withOurErrors } from './service-errors.ts';

/** An update waits for a worker to take it. */
const UPDATE_TIMEOUT_MS = 10_000;

/**
 * Asks a running extraction to cancel: its jobs at Marketo too. Await `extractResult` for what came of it. False when it
 * had ended before: Temporal takes such a cancel without a word.
 */
export function cancelExtract(client: Client, workflowId: string): Promise<boolean> {
  return withOurErrors(client, workflowId, async () => {
    const handle = client.workflow.getHandle(workflowId);
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING' && status.name !== 'PAUSED') return false;
    await handle.cancel();
    return true;
  });
}

/** Ends whatever wait is going on: Marketo is asked now. */
export async function pollNow(client: Client, workflowId: string): Promise<void> {
  await withOurErrors(client, workflowId, () =>
    client.workflow.getHandle(workflowId).signal(POLL_NOW_SIGNAL),
  );
}

export interface PauseOptions {
  /** Shown by `status`; at most 200 characters. Goes into the history. */
  readonly reason?: string;
}

/** Starts no more windows until `resumeExtract`; those in flight go on to their end. */
export async function pauseExtract(
  client: Client,
  workflowId: string,
  { reason }: PauseOptions = {},
): Promise<void> {
  const by = client.options.identity;
  const words = reason === undefined ? { by } : { by, reason };
  await withOurErrors(client, workflowId, () =>
    client.workflow.getHandle(workflowId).signal(PAUSE_SIGNAL, words),
  );
}

export async function resumeExtract(client: Client, workflowId: string): Promise<void> {
  await withOurErrors(client, workflowId, () =>
    client.workflow.getHandle(workflowId).signal(RESUME_SIGNAL),
  );
}

/**
 * Windows in flight at once from now on, 1 to 10; answers that number. Windows that are in flight beyond it go on to
 * their end. Needs a worker. Throws `AdjustRefusedError` when the run refuses it.
 */
export async function setConcurrency(
  client: Client,
  workflowId: string,
  concurrency: number,
): Promise<number> {
  const handle = client.workflow.getHandle(workflowId);
  return withOurErrors(client, workflowId, async () => {
    try {
      return await client.connection.withDeadline(Date.now() + UPDATE_TIMEOUT_MS, () =>
        handle.executeUpdate<number, [number]>(SET_CONCURRENCY_UPDATE, { args: [concurrency] }),
      );
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      throw new AdjustRefusedError(error.cause?.message ?? error.message, { cause: error });
    }
  });
}
