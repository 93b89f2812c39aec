import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { ExtractRun } from './extract-run.ts';
import type { ExtractProgress } from './progress.ts';
import { readProgress } from './read-progress.ts';
import { awaySince, isAway } from './service-errors.ts';
import { abortable, DEFAULT_PATIENCE_MS } from './until-answered.ts';
import type { Patience } from './until-answered.ts';

export interface WatchOptions extends Patience {
  /** Between two readings; after the first minute three times as long. Default 1 s. */
  readonly intervalMs?: number;
}

const DEFAULT_INTERVAL_MS = 1_000;
const EARLY_MS = 60_000;

/**
 * Readings of an extraction, the last one with a state other than `running`. While Temporal does not answer, the
 * last known reading comes again with `unreachableSince`. Ends early, without an error, when `signal` aborts.
 */
export async function* watchExtract(
  client: Client,
  run: ExtractRun,
  options: WatchOptions = {},
): AsyncGenerator<ExtractProgress, void, undefined> {
  const { signal } = options;
  const begun = Date.now();
  let last: ExtractProgress | undefined;
  while (!isAborted(signal)) {
    try {
      last = await readOrRideOut(client, run, last, options);
    } catch (error) {
      if (isAborted(signal)) return;
      throw error;
    }
    yield last;
    if (last.state !== 'running') return;
    await pause(Date.now() - begun, options);
  }
}

async function readOrRideOut(
  client: Client,
  run: ExtractRun,
  last: ExtractProgress | undefined,
  { patienceMs = DEFAULT_PATIENCE_MS, signal }: WatchOptions,
): Promise<ExtractProgress> {
  try {
    return await abortable(client, signal, () => readProgress(client, run, last));
  } catch (error) {
    // Before the first reading there is nothing to ride on: better to say at once that nobody answers.
    if (last === undefined || !isAway(error) || isAborted(signal)) throw error;
    const since = last.unreachableSince ?? new Date();
    if (Date.now() - since.getTime() > patienceMs) throw awaySince(client, since, error);
    return { ...last, unreachableSince: since };
  }
}

async function pause(
  elapsedMs: number,
  { intervalMs = DEFAULT_INTERVAL_MS, signal }: WatchOptions,
): Promise<void> {
  const waitMs = elapsedMs < EARLY_MS ? intervalMs : 3 * intervalMs;
  await sleep(waitMs, undefined, signal && { signal }).catch(() => undefined);
}

/** It may change between two looks, which the compiler does not believe of a member. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
