import type { ExtractOutcome } from '../../client/extract-outcome.ts';
import type { CancelOutcome, FailedWindow, WindowResult } from '../../interface/result.ts';

/** What `start --wait`, `watch` and `cancel --wait` print with `--output json`. Names are stable. */
export interface OutcomeObject {
  readonly version: 1;
  readonly workflowId: string;
  readonly runId: string;
  readonly status: ExtractOutcome['status'];
  readonly instance?: string;
  readonly dataset?: string;
  readonly windows: readonly WindowResult[];
  readonly records: number;
  readonly bytes: number;
  readonly failed?: readonly FailedWindow[];
  readonly cancellation?: readonly CancelOutcome[];
  readonly failure?: { readonly type: string; readonly message: string };
}

/** One shape for every end; what does not apply is left out. */
export function outcomeObject(outcome: ExtractOutcome): OutcomeObject {
  const { workflowId, runId, status } = outcome;
  const empty = {
    version: 1,
    workflowId,
    runId,
    status,
    windows: [],
    records: 0,
    bytes: 0,
  } as const;
  switch (outcome.status) {
    case 'completed':
      return { ...empty, ...outcome.result };
    case 'failed': {
      const { type, message, result } = outcome;
      return { ...empty, failed: [], ...result, failure: { type, message } };
    }
    case 'cancelled':
      return { ...empty, cancellation: outcome.cancellation };
    case 'terminated':
    case 'timedOut':
      return { ...empty, failure: { type: outcome.status, message: outcome.message } };
  }
}
