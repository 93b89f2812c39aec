/** How an extraction can end. */
import type { FailureType } from '../interface/names.ts';
import type { CancelOutcome, ExtractResult, FailedExtractResult } from '../interface/result.ts';

interface Ended {
  readonly workflowId: string;
  /** Of the run that ended: another than that which was started where it continued as new or was reset. */
  readonly runId: string;
}

/** How an extraction ended. Tell the cases apart by `status`. */
export type ExtractOutcome =
  | (Ended & { readonly status: 'completed'; readonly result: ExtractResult })
  | (Ended & {
      readonly status: 'failed';
      /** What docs/errors.md explains. Another text only of a worker that is newer than this program. */
      readonly type: FailureType | (string & {});
      readonly message: string;
      /** What was published all the same, and what was not; absent when it failed before it had windows. */
      readonly result?: FailedExtractResult;
    })
  | (Ended & {
      readonly status: 'cancelled';
      /** Of each window that was not published by then; empty when no worker was there to tell. */
      readonly cancellation: readonly CancelOutcome[];
    })
  | (Ended & { readonly status: 'terminated' | 'timedOut'; readonly message: string });
