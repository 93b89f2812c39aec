/**
 * How much of Marketo's daily export quota is used, reckoned from the jobs that its list shows. The list holds the
 * jobs of one API user, so the sum is a lower bound: what other users exported is not in it (contract §4.1).
 */
import { formatInstant, parseInstant } from './instant.ts';
import type { EpochSeconds } from './instant.ts';
import type { JobState } from './job-state.ts';
import { firstReading, reading } from './wall-clock.ts';

const DAY_SECONDS = 86_400;

/**
 * Marketo counts the day from "midnight CST" and does not say whether daylight saving counts. `Etc/GMT+6` is six hours
 * behind UTC all year.
 */
export const QUOTA_ZONES = ['America/Chicago', 'Etc/GMT+6'] as const;

export type QuotaZone = (typeof QUOTA_ZONES)[number];

/** The parts of a job that usage is reckoned from. */
export interface ListedJob {
  readonly state: JobState;
  /** `YYYY-MM-DDThh:mm:ssZ` */
  readonly finishedAt?: string;
  /** Bytes. */
  readonly fileSize?: number;
}

/** One reading of Marketo's day. Instants as `YYYY-MM-DDThh:mm:ssZ`. */
export interface QuotaDayUsage {
  readonly zone: QuotaZone;
  readonly startedAt: string;
  readonly resetsAt: string;
  /** Sum of the files that were finished since `startedAt`. */
  readonly bytes: number;
  readonly jobs: number;
}

export interface ExportUsage {
  /** By each reading, in the order of `QUOTA_ZONES`. In winter both are the same. */
  readonly readings: readonly QuotaDayUsage[];
  /** By the reading that shows more used. */
  readonly bytes: number;
  /** When the day is over by every reading. */
  readonly resetsAt: string;
  /** Jobs that are queued or processing: each holds one of Marketo's queue places. */
  readonly placesTaken: number;
}

/** `nowMs`: Marketo's clock, epoch milliseconds. Jobs in any order; those of other days do no harm. */
export function exportUsage(jobs: readonly ListedJob[], nowMs: number): ExportUsage {
  const now = Math.floor(nowMs / 1_000);
  const readings = QUOTA_ZONES.map((zone) => usageOfDay(zone, jobs, now));
  return {
    readings,
    bytes: Math.max(...readings.map(({ bytes }) => bytes)),
    resetsAt: formatInstant(Math.max(...readings.map(({ resetsAt }) => parseInstant(resetsAt)))),
    placesTaken: jobs.filter(({ state }) => state === 'Queued' || state === 'Processing').length,
  };
}

function usageOfDay(zone: QuotaZone, jobs: readonly ListedJob[], now: EpochSeconds): QuotaDayUsage {
  const shown = reading(zone, now);
  const midnight = Math.floor(shown / DAY_SECONDS) * DAY_SECONDS;
  const startedAt = formatInstant(firstReading(zone, midnight));
  // Canonical instants compare as text.
  const finished = jobs.filter((job) => (finishedFileAt(job) ?? '') >= startedAt);
  return {
    zone,
    startedAt,
    resetsAt: formatInstant(firstReading(zone, midnight + DAY_SECONDS)),
    bytes: finished.reduce((sum, { fileSize = 0 }) => sum + fileSize, 0),
    jobs: finished.length,
  };
}

/** Undefined for a job that has made no file: what failed or was cancelled is not counted. */
function finishedFileAt({ state, finishedAt }: ListedJob): string | undefined {
  return state === 'Completed' ? finishedAt : undefined;
}
