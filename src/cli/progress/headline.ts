import type { ExtractProgress } from '../../client/progress.ts';
import type { ExtractStatus } from '../../interface/status.ts';
import { etaInWords, pausedInWords } from '../../interface/outlook-words.ts';
import { formatBytes, formatPeriod, formatPlural } from '../output/format.ts';
import { bar } from './bar.ts';
import { shareOf } from './window-line.ts';

const PHASES: Record<ExtractStatus['phase'], string> = {
  resolving: 'Reading the request',
  planning: 'Planning the windows',
  exporting: 'Exporting',
  finishing: 'Finishing',
  cancelling: 'Cancelling',
  cancelled: 'Cancelled',
  failed: 'Failed',
  done: 'Done',
};
const BAR_WIDTH = 24;

/** What the whole does: its phase, a bar and the totals. */
export function headline({ status, windows }: ExtractProgress): string {
  if (status === undefined) return 'Waiting for a worker';
  const words = headWords(status);
  const total = status.windows.length;
  if (total === 0) return words;
  const inFlight = windows.reduce((sum, window) => sum + shareOf(window), 0);
  const share = (closedCount(status) + inFlight) / total;
  return `${words} ${bar(share, BAR_WIDTH)} ${counts(status)}`;
}

/** Pause or estimate; undefined when there is nothing to say. */
export function outlook({ paused, eta }: ExtractStatus): string | undefined {
  if (paused !== undefined) return `No windows are started: ${pausedInWords(paused)}`;
  return eta === undefined ? undefined : capitalized(etaInWords(eta));
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** Phase and period, without anything that moves. */
export function headWords({ phase, period }: ExtractStatus): string {
  const words = PHASES[phase];
  return period === undefined ? words : `${words} ${formatPeriod(period.startAt, period.endAt)}`;
}

/** `2 of 4 windows, 12,345 records, 3.2 MB`. */
export function counts(status: ExtractStatus): string {
  const failed = status.failed.length > 0 ? ` (${status.failed.length} failed)` : '';
  const windows = `${closedCount(status)} of ${formatPlural(status.windows.length, 'window')}${failed}`;
  return `${windows}, ${formatPlural(status.records, 'record')}, ${formatBytes(status.bytes)}`;
}

function closedCount({ windows }: ExtractStatus): number {
  return windows.filter(({ phase }) => phase === 'published' || phase === 'failed').length;
}
