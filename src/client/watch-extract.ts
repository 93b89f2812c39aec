import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { ExtractProgress } from './progress.ts';
import { readProgress } from './read-progress.ts';
import { isAway, reasonOf, unreachable } from './service-errors.ts';

export interface WatchOptions {
  /** Between two readings; after the first minute three times as long. Default 1 s. */
  readonly intervalMs?: number;
  /** How long an unreachable server is waited for before the watch gives up. Default 10 min. */
  readonly patienceMs?: number;
  /** Ends the watch; the extraction goes on. */
  readonly signal?: AbortSignal;
}

const DEFAULT_INTERVAL_MS = 1_000;
const DEFAULT_PATIENCE_MS = 10 * 60_000;
const EARLY_MS = 60_000;

/**
 * Readings of an extraction, the last one with a state other than `running`. While Temporal does not answer, the
 * last known reading comes again with `unreachableSince`. Ends early, without an error, when `signal` aborts.
 */
export async function* watchExtract(
  client: Client,
  workflowId: string,
  options: WatchOptions = {},
): AsyncGenerator<ExtractProgress, void, undefined> {
  const begun = Date.now();
  let last: ExtractProgress | undefined;
  while (options.signal?.aborted !== true) {
    last = await readOrRideOut(client, workflowId, last, options);
    yield last;
    if (last.state !== 'running') return;
    await pause(Date.now() - begun, options);
  }
}

async function readOrRideOut(
  client: Client,
  workflowId: string,
  last: ExtractProgress | undefined,
  { patienceMs = DEFAULT_PATIENCE_MS }: WatchOptions,
): Promise<ExtractProgress> {
  try {
    return await readProgress(client, workflowId, last);
  } catch (error) {
    // Before the first reading there is nothing to ride on: better to say at once that nobody answers.
    if (last === undefined || !isAway(error)) throw error;
    const since = last.unreachableSince ?? new Date();
    if (Date.now() - since.getTime() > patienceMs) {
      const reason = `no answer since ${since.toISOString()}; the extraction may well go on (${reasonOf(error)})`;
      throw unreachable(client, reason, error);
    }
    return { ...last, unreachableSince: since };
  }
}

async function pause(
  elapsedMs: number,
  { intervalMs = DEFAULT_INTERVAL_MS, signal }: WatchOptions,
): Promise<void> {
  const waitMs = elapsedMs < EARLY_MS ? intervalMs : 3 * intervalMs;
  await sleep(waitMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}
