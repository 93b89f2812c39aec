/** The rules that runs record: settings whose defaults hang on one another. */
import { isComplete } from '../interface/complete.ts';
import type { Fault } from '../interface/fault.ts';
import type { Policy } from '../interface/resolved.ts';
import { formatBytes } from './bytes.ts';
import { formatDurationMs } from './duration.ts';
import type { Values } from './read-settings.ts';
import { WORKER_SETTINGS } from './settings.ts';

/** Undefined when one of its settings is wrong; a fault tells which. */
export function readPolicy(
  values: Values<typeof WORKER_SETTINGS>,
  faults: Fault[],
): Policy | undefined {
  const { pollIntervalMs, jobTimeoutMs, rangeBytes, heartbeatTimeoutMs } = values;
  const policy = {
    pollIntervalMs,
    latePollIntervalMs: lateInterval(values, faults),
    jobTimeoutMs,
    unknownStateMs: jobTimeoutMs,
    queueWaitMs: values.queueWaitMs ?? pollIntervalMs,
    doubtMs: values.doubtMs,
    rangeBytes,
    heartbeatTimeoutMs,
    eventBudget: eventsBeforeEnding(values),
    replacements: values.replacements,
    redownloads: values.redownloads,
    dailyQuotaBytes: values.dailyQuotaBytes,
    backfillKeepBytes: keepBytes(values, faults),
    backfillKeepPlaces: values.backfillKeepPlaces,
  };
  return isComplete(policy) ? policy : undefined;
}

/** Ten windows that are in flight when no more are started still bring so many at the most. */
const ENDING_EVENTS = 150;
/** In a budget so small, as tests have it, the end may take more. */
const ENDING_SHARE = 0.15;

/** After how many a run starts no more windows, so that its history ends within the budget. */
function eventsBeforeEnding({ eventBudget }: Values<typeof WORKER_SETTINGS>): number | undefined {
  if (eventBudget === undefined) return undefined;
  return eventBudget - Math.min(ENDING_EVENTS, Math.floor(eventBudget * ENDING_SHARE));
}

/** Of a day's quota, for fresh windows and other tools. */
const USUAL_KEPT_SHARE = 0.2;

function keepBytes(
  { dailyQuotaBytes, backfillKeepBytes }: Values<typeof WORKER_SETTINGS>,
  faults: Fault[],
): number | undefined {
  if (dailyQuotaBytes === undefined) return backfillKeepBytes;
  if (backfillKeepBytes === undefined) return Math.floor(dailyQuotaBytes * USUAL_KEPT_SHARE);
  if (backfillKeepBytes < dailyQuotaBytes) return backfillKeepBytes;
  faults.push({
    path: WORKER_SETTINGS.backfillKeepBytes.variable,
    message:
      `${formatBytes(backfillKeepBytes)} is not less than EXTRACT_DAILY_QUOTA, ${formatBytes(dailyQuotaBytes)}, ` +
      'so no backfill would ever go on; write less, or leave it out',
  });
  return undefined;
}

const USUAL_LATE_INTERVAL_MS = 300_000;

/** By default never shorter than the poll interval, whatever that was set to. */
function lateInterval(
  { pollIntervalMs, latePollIntervalMs }: Values<typeof WORKER_SETTINGS>,
  faults: Fault[],
): number | undefined {
  if (pollIntervalMs === undefined) return latePollIntervalMs;
  if (latePollIntervalMs === undefined) return Math.max(USUAL_LATE_INTERVAL_MS, pollIntervalMs);
  if (latePollIntervalMs >= pollIntervalMs) return latePollIntervalMs;
  faults.push({
    path: WORKER_SETTINGS.latePollIntervalMs.variable,
    message:
      `${formatDurationMs(latePollIntervalMs)} is shorter than EXTRACT_POLL_INTERVAL, ` +
      `${formatDurationMs(pollIntervalMs)}, so a job would be asked about more often as it takes longer; ` +
      `write ${formatDurationMs(pollIntervalMs)} or more, or leave it out`,
  });
  return undefined;
}
