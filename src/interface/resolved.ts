/** What `resolveRequest` makes of a request: everything workflow code works with from then on. Types only. */
import type { Calendar } from '../domain/calendar.ts';
import type { ExportQuery } from '../domain/query.ts';

export interface ResolvedRequest {
  readonly version: 1;
  readonly instance: string;
  readonly dataset: string;
  readonly period: { readonly startAt: string; readonly endAt: string };
  /** Of a relative period: it is cut where these start before `windowSizeSeconds` cuts it further. */
  readonly cutAt?: Calendar;
  readonly query: ExportQuery;
  readonly windowSizeSeconds: number;
  readonly concurrency: number;
  readonly settleSeconds: number;
  /** Absent: an ordinary run. */
  readonly backfill?: Backfill;
  /** Windows whose job was created before this instant are exported anew. */
  readonly refreshBefore?: string;
}

/** History, brought home at a pace that leaves room for other work. */
export interface Backfill {
  /** Which windows are exported first. */
  readonly order: BackfillOrder;
}

export type BackfillOrder = 'newest' | 'oldest';

/**
 * The worker's settings that workflow code goes by. Recorded in the history once, so that a run keeps its rules
 * whatever the workers' configuration becomes. Durations in milliseconds.
 */
export interface Policy {
  readonly pollIntervalMs: number;
  /** After the first hour. */
  readonly latePollIntervalMs: number;
  readonly jobTimeoutMs: number;
  /** How long a status may stay a word that no document knows. Runs of earlier versions have no such limit. */
  readonly unknownStateMs?: number;
  readonly queueWaitMs: number;
  /** How long an answer that contradicts what is known has to stay; three poll intervals at the least. */
  readonly doubtMs: number;
  readonly rangeBytes: number;
  readonly heartbeatTimeoutMs: number;
  /** History events after which a run starts no more windows and continues as new. */
  readonly eventBudget: number;
  /** Jobs that may replace a failed, vanished or stuck one, per window. */
  readonly replacements: number;
  /** Downloads from byte 0 after a mismatch, per window. */
  readonly redownloads: number;
  /** Marketo's daily export quota, for estimates and for the reserve of backfills. Runs of old versions have none. */
  readonly dailyQuotaBytes?: number;
  /** What backfills leave of the daily quota. */
  readonly backfillKeepBytes?: number;
  /** Places in Marketo's queue that backfills leave free. */
  readonly backfillKeepPlaces?: number;
}
