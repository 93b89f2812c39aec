import type { ExtractProgress } from '../../client/progress.ts';
import type { ExtractWindowStatus } from '../../interface/status.ts';
import { alertOf } from '../progress/alerts.ts';
import { headline, outlook } from '../progress/headline.ts';
import { windowLine } from '../progress/window-line.ts';
import { alignColumns } from './columns.ts';
import { formatBytes, formatCount, formatPeriod, formatPlural } from './format.ts';

/** The latest ones; a backfill over years has hundreds. */
const SHOWN_ROWS = 40;

/** A running extraction as one JSON object. */
export function statusObject(progress: ExtractProgress) {
  const { workflowId, runId, status, windows, workerSeen } = progress;
  return {
    version: 1,
    workflowId,
    runId,
    status: progress.state,
    phase: status?.phase,
    instance: status?.instance,
    dataset: status?.dataset,
    period: status?.period,
    windows: status?.windows ?? [],
    inFlight: windows.map(({ status: window, transfer }) => ({ ...window, transfer })),
    records: status?.records ?? 0,
    bytes: status?.bytes ?? 0,
    concurrency: status?.concurrency,
    paused: status?.paused,
    eta: status?.eta,
    failed: status?.failed ?? [],
    cancellation: status?.cancellation ?? [],
    workerSeen,
  };
}

/** A running extraction for people; ends with a line break. */
export function statusText(
  progress: ExtractProgress,
  { uiUrl, startWorker }: { readonly uiUrl: string | undefined; readonly startWorker: string },
): string {
  const alert = alertOf(progress, startWorker);
  const about = progress.status === undefined ? undefined : outlook(progress.status);
  return [
    `Running: ${progress.workflowId}`,
    ...(uiUrl === undefined ? [] : [`  UI  ${uiUrl}`]),
    ...(alert === undefined ? [] : [alert]),
    headline(progress),
    ...(about === undefined ? [] : [about]),
    ...progress.windows.map((window) => `  ${windowLine(window)}`),
    ...closedRows(progress.status?.windows ?? []),
    '',
  ].join('\n');
}

function closedRows(windows: readonly ExtractWindowStatus[]): string[] {
  const closed = windows.filter(({ phase }) => phase === 'published' || phase === 'failed');
  const untold = closed.length - SHOWN_ROWS;
  const rows = closed
    .slice(-SHOWN_ROWS)
    .map(({ startAt, endAt, phase, records, bytes, reused }) => [
      `  ${formatPeriod(startAt, endAt)}`,
      phase,
      records === undefined ? '' : `${formatCount(records)} records`,
      bytes === undefined ? '' : formatBytes(bytes),
      reused === true ? 'reused' : '',
    ]);
  const more =
    untold > 0
      ? [`  … ${formatPlural(untold, 'earlier window')}; all of them with --output json`]
      : [];
  return [...more, ...alignColumns(rows, [2, 3])];
}
