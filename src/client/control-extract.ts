import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { Client, WorkflowHandle } from '@temporalio/client';
import {
  PAUSE_SIGNAL,
  POLL_NOW_SIGNAL,
  RESUME_SIGNAL,
  SET_CONCURRENCY_UPDATE,
} from '../interface/names.ts';
import { AdjustRefusedError, ExtractNotFoundError } from './errors.ts';
import { isOpen, latestRun } from './extract-run.ts';
import type { ExtractRun } from './extract-run.ts';
import { withOurErrors } from './service-errors.ts';

/** An update waits for a worker to take it. */
const UPDATE_TIMEOUT_MS = 10_000;

/**
 * Asks a running extraction to cancel: its jobs at Marketo too. Await its outcome for what came of it. False when it
 * had ended before: Temporal takes such a cancel without a word.
 */
export function cancelExtract(client: Client, run: ExtractRun): Promise<boolean> {
  return withOurErrors(client, run.workflowId, async () => {
    const handle = await openHandle(client, run);
    await handle?.cancel();
    return handle !== undefined;
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
 * their end. Needs a worker. Throws `AdjustRefusedError` when the run refuses it.
 */
export function setConcurrency(
  client: Client,
  run: ExtractRun,
  concurrency: number,
): Promise<number> {
  return whileOpen(client, run, async (handle) => {
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

/** Throws `ExtractNotFoundError` when it has ended. */
function whileOpen<T>(
  client: Client,
  run: ExtractRun,
  call: (handle: WorkflowHandle) => Promise<T>,
): Promise<T> {
  return withOurErrors(client, run.workflowId, async () => {
    const handle = await openHandle(client, run);
    if (handle === undefined) {
      throw new ExtractNotFoundError(run.workflowId, client.options.namespace);
    }
    return call(handle);
  });
}

/** Without a run id, so that it reaches a run that has just continued as new. Undefined when it has ended. */
async function openHandle(client: Client, run: ExtractRun): Promise<WorkflowHandle | undefined> {
  const { workflowId, firstRunId } = run;
  if (!isOpen(await latestRun(client, run))) return undefined;
  const chain = firstRunId === undefined ? {} : { firstExecutionRunId: firstRunId };
  return client.workflow.getHandle(workflowId, undefined, chain);
}
