/** Results, as JSON, with stable names: what a run returns and what a failed run carries as details (design §3). */

export interface WindowResult {
  readonly startAt: string;
  readonly endAt: string;
  readonly exportId: string;
  readonly dataUri: string;
  readonly manifestUri: string;
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly final: boolean;
  /** True when it was published before this run and nothing had to be exported. */
  readonly reused: boolean;
}

export interface ExtractResult {
  readonly version: 1;
  readonly instance: string;
  readonly dataset: string;
  /** Sorted by `startAt`. Every window that touches the period, whole. */
  readonly windows: readonly WindowResult[];
  readonly records: number;
  readonly bytes: number;
}

export interface WindowFailure {
  readonly startAt: string;
  readonly endAt: string;
  /** A `FAILURE` type. */
  readonly type: string;
  /** At most 500 characters. */
  readonly message: string;
}

export interface FailedWindow extends WindowFailure {
  /** An `ExtractRequest` that fills exactly this window. Left out where a run's failures would grow too large. */
  readonly request?: unknown;
}

export interface FailedExtractResult extends ExtractResult {
  readonly failed: readonly FailedWindow[];
}

/** What became of the job at Marketo when a window was cancelled. */
export interface CancelOutcome {
  readonly startAt: string;
  readonly endAt: string;
  readonly exportId?: string;
  readonly outcome: 'cancelled' | 'alreadyCompleted' | 'alreadyEnded' | 'notCancelled' | 'noJob';
  readonly reason?: string;
}

/** Answer of the workflow `planExtract`. */
export interface ExtractPlan {
  readonly version: 1;
  readonly instance: string;
  readonly dataset: string;
  /** Id of the store that the worker serves; absent while it has none. */
  readonly storeId?: string;
  readonly windows: readonly PlannedWindow[];
}

export interface PlannedWindow {
  readonly startAt: string;
  readonly endAt: string;
  readonly state: 'final' | 'provisional' | 'claimed' | 'missing';
  /** In words, why it will or will not be exported. */
  readonly why: string;
}
