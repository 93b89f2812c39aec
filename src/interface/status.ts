/** Answers of the query `status`: JSON, small, stable names. */
import type { CancelOutcome, WindowFailure } from './result.ts';

export type WindowPhase =
  | 'waiting' // not started yet
  | 'looking' // asking the ledger
  | 'creating'
  | 'claiming'
  | 'enqueueing'
  | 'queued' // at Marketo, not started
  | 'processing' // at Marketo
  | 'downloading'
  | 'verifying'
  | 'publishing'
  | 'published'
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

/** `status` of `extractActivities`. */
export interface ExtractStatus {
  readonly version: 1;
  readonly phase: 'resolving' | 'planning' | 'exporting' | 'finishing' | 'cancelling' | 'done';
  readonly instance?: string;
  readonly dataset?: string;
  readonly period?: { readonly startAt: string; readonly endAt: string };
  readonly windows: readonly ExtractWindowStatus[];
  /** Totals of the published windows. */
  readonly records: number;
  readonly bytes: number;
  readonly failed: readonly WindowFailure[];
  readonly cancellation: readonly CancelOutcome[];
  readonly note?: string;
}
