import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { awaySince, isAway, ourErrorOf } from './service-errors.ts';

/** How long somebody waits. */
export interface Patience {
  /** How long an unreachable Temporal is waited for before it is an error. Default 10 min. */
  readonly patienceMs?: number;
  /** Ends the waiting; the extraction goes on. */
  readonly signal?: AbortSignal;
}

export const DEFAULT_PATIENCE_MS = 10 * 60_000;
const ASK_AGAIN_MS = 1_000;

/** Calls until Temporal answers. Rejects with errors of ours, or at once with the reason of the signal. */
export async function untilAnswered<T>(
  client: Client,
  workflowId: string,
  { patienceMs = DEFAULT_PATIENCE_MS, signal }: Patience,
  call: () => Promise<T>,
): Promise<T> {
  let since: Date | undefined;
  for (;;) {
    try {
      return await abortable(client, signal, call);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isAway(error)) throw ourErrorOf(client, workflowId, error);
      since ??= new Date();
      if (Date.now() - since.getTime() > patienceMs) throw awaySince(client, since, error);
    }
    // An abort is told by the next round, with its own reason.
    await sleep(ASK_AGAIN_MS, undefined, signal && { signal }).catch(() => undefined);
  }
}

/** A call that the signal breaks off; Temporal's error of that is not the signal's reason. */
export async function abortable<T>(
  { connection }: Client,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return call();
  signal.throwIfAborted();
  // The SDK adds a listener for each request and takes none away: they go with a signal of this call alone.
  const ofThisCall = new AbortController();
  setMaxListeners(0, ofThisCall.signal);
  const abort = () => ofThisCall.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await connection.withAbortSignal(ofThisCall.signal, call);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
