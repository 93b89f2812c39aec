import type { Client } from '@temporalio/client';
import type { ExtractResult } from '../interface/result.ts';
import {
  cancelExtract,
  pauseExtract,
  pollNow,
  resumeExtract,
  setConcurrency,
} from './control-extract.ts';
import type { PauseOptions } from './control-extract.ts';
import { ExtractFailedError } from './errors.ts';
import { extractOutcome } from './extract-outcome.ts';
import type { ExtractOutcome } from './extract-outcome.ts';
import type { ExtractRun } from './extract-run.ts';
import type { ExtractProgress } from './progress.ts';
import { readProgress } from './read-progress.ts';
import type { Patience } from './until-answered.ts';
import { watchExtract } from './watch-extract.ts';
import type { WatchOptions } from './watch-extract.ts';

/**
 * One extraction: whichever run of it goes on, also after it continued as new or was reset, and no later extraction of the
 * same workflow id. It holds no connection and needs no closing. Every method rejects with `TemporalUnreachableError` when
 * Temporal does not answer, and with `ExtractNotFoundError` when its history is past the namespace's retention.
 */
export interface ExtractHandle {
  readonly workflowId: string;
  /** Of the run that was started or found. */
  readonly runId: string;
  /** How it ended, whichever way; waits for it. Rejects with the reason of `signal` when that aborts. */
  outcome(patience?: Patience): Promise<ExtractOutcome>;
  /** Its result; waits for it. Rejects with `ExtractFailedError` when it ended without having completed. */
  result(patience?: Patience): Promise<ExtractResult>;
  /** How it stands now. */
  progress(): Promise<ExtractProgress>;
  /**
   * How it stands, once a second, and at last how it ended. Ends with the run, and early, without an error, when
   * `signal` aborts. Leaving the loop ends the watching, never the extraction.
   */
  watch(options?: WatchOptions): AsyncGenerator<ExtractProgress, void, undefined>;
  /**
   * Asks it to cancel, its jobs at Marketo too, and does not wait: `outcome()` tells what came of each job. False when it
   * had ended before.
   */
  cancel(): Promise<boolean>;
  /** Ends whatever wait is going on: Marketo is asked now. Rejects with `ExtractNotFoundError` when it has ended. */
  pollNow(): Promise<void>;
  /** Starts no more windows until `resume`; those in flight go on to their end. Rejects as `pollNow` does. */
  pause(options?: PauseOptions): Promise<void>;
  resume(): Promise<void>;
  /**
   * Windows in flight at once from now on, 1 to 10; answers that number. Rejects with `AdjustRefusedError` for another number,
   * with `NoWorkerError` when no worker answers within 10 s, else as `pollNow` does.
   */
  setConcurrency(concurrency: number): Promise<number>;
}

export function extractHandle(
  client: Client,
  run: ExtractRun & { readonly runId: string },
): ExtractHandle {
  return {
    workflowId: run.workflowId,
    runId: run.runId,
    outcome: (patience) => extractOutcome(client, run, patience),
    result: async (patience) => resultOf(await extractOutcome(client, run, patience)),
    progress: () => readProgress(client, run),
    watch: (options) => watchExtract(client, run, options),
    cancel: () => cancelExtract(client, run),
    pollNow: () => pollNow(client, run),
    pause: (options) => pauseExtract(client, run, options),
    resume: () => resumeExtract(client, run),
    setConcurrency: (concurrency) => setConcurrency(client, run, concurrency),
  };
}

function resultOf(outcome: ExtractOutcome): ExtractResult {
  if (outcome.status !== 'completed') throw new ExtractFailedError(outcome);
  return outcome.result;
}
