/** Answers of the query `status`: JSON, small, stable names. */
import type { CancelOutcome, WindowFailure } from './result.ts';

export type WindowPhase =
  | 'waiting' // not started yet
  | 'looking' // asking the ledger
  | 'parked' // a backfill's, while Marketo's queue or quota leaves no room for it
  | 'creating'
  | 'claiming'
  | 'enqueueing'
  | 'queued' // at Marketo, not started
  | 'processing' // at Marketo
  | 'downloading'
  | 'verifying'
  | 'publishing'
  | 'published'
  | 'halved' // given up; the run exports its halves instead
  | 'cancelling'
  | 'cancelled'
  | 'failed';

/** `status` of `exportWindow`. */
export interface WindowStatus {
  readonly version: 1;
  readonly startAt: string;
  readonly endAt: string;
  readonly phase: WindowPhase;
  readonly exportId?: string;
  /** False while another run owns the job and this one waits for it. */
  readonly own?: boolean;
  /** Marketo's word for the job's state. */
  readonly jobState?: string;
  readonly records?: number;
  readonly bytes?: number;
  /** What it is waiting for, in words, and until when (`YYYY-MM-DDThh:mm:ssZ`). */
  readonly waitingFor?: string;
  readonly nextTryAt?: string;
  readonly note?: string;
}

/** One window as the parent knows it; ask `workflowId` for more while it runs. */
export interface ExtractWindowStatus {
  readonly startAt: string;
  readonly endAt: string;
  readonly phase: 'waiting' | 'running' | 'published' | 'failed';
  readonly reused?: boolean;
  readonly workflowId?: string;
  readonly exportId?: string;
  readonly records?: number;
  readonly bytes?: number;
  readonly final?: boolean;
}

/** Since when a run starts no windows, and what the one who paused it said. */
export interface Paused {
  /** `YYYY-MM-DDThh:mm:ssZ` */
  readonly since: string;
  readonly by?: string;
  readonly reason?: string;
}

/** When the run will be done, as far as its own windows tell. */
export interface Eta {
  /** `YYYY-MM-DDThh:mm:ssZ` */
  readonly at: string;
  /** What it hangs on: the time that windows take, or Marketo's daily quota. */
  readonly by: 'pace' | 'quota';
  /** `rough`: from fewer than ten windows. */
  readonly sure: 'rough' | 'fair';
}

/** `status` of `extractActivities`. */
export interface ExtractStatus {
  readonly version: 1;
  readonly phase:
    | 'resolving'
    | 'planning'
    | 'exporting'
    | 'finishing'
    | 'cancelling'
    | 'cancelled'
    | 'failed'
    | 'done';
  readonly instance?: string;
  readonly dataset?: string;
  readonly period?: { readonly startAt: string; readonly endAt: string };
  readonly windows: readonly ExtractWindowStatus[];
  /** Totals of the published windows. */
  readonly records: number;
  readonly bytes: number;
  readonly failed: readonly WindowFailure[];
  /** Windows in flight at once, as adjusted. */
  readonly concurrency?: number;
  /** Absent: not paused. */
  readonly paused?: Paused;
  /** Absent while there is too little to go by, and while the run is paused. */
  readonly eta?: Eta;
  readonly cancellation: readonly CancelOutcome[];
  readonly note?: string;
}
