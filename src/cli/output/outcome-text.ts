import type { ExtractOutcome } from '../../client/extract-outcome.ts';
import type { CancelOutcome, ExtractResult, FailedWindow } from '../../interface/result.ts';
import { alignColumns } from './columns.ts';
import { formatBytes, formatCount, formatPeriod, formatPlace, formatPlural } from './format.ts';

const CANCEL_WORDS: Record<CancelOutcome['outcome'], string> = {
  cancelled: 'its job was cancelled at Marketo',
  alreadyCompleted: 'its job had completed at Marketo already: its quota is spent',
  alreadyEnded: 'its job had ended at Marketo already',
  notCancelled: 'its job could NOT be cancelled at Marketo',
  noJob: 'no job had been created',
};

/** How a run ended, for people; ends with a line break. */
export function outcomeText(outcome: ExtractOutcome): string {
  return `${linesOf(outcome).join('\n')}\n`;
}

function linesOf(outcome: ExtractOutcome): string[] {
  switch (outcome.status) {
    case 'completed':
      return [`Completed: ${totals(outcome.result)}`, ...published(outcome.result)];
    case 'failed':
      return [
        `Failed (${outcome.type}): ${outcome.message}`,
        ...(outcome.result === undefined ? [] : failedLines(outcome.result.failed)),
        ...(outcome.result === undefined || outcome.result.windows.length === 0
          ? []
          : [`Published all the same: ${totals(outcome.result)}`, ...published(outcome.result)]),
      ];
    case 'cancelled':
      return ['Cancelled.', ...outcome.cancellation.map(cancelLine)];
    case 'terminated':
      return [
        `Terminated: ${outcome.message}`,
        'Its jobs at Marketo were not cancelled; the next start of the same request takes them on.',
      ];
    case 'timedOut':
      return [`Timed out: ${outcome.message}`];
  }
}

function totals({ windows, records, bytes }: ExtractResult): string {
  return `${formatPlural(windows.length, 'window')}, ${formatPlural(records, 'record')}, ${formatBytes(bytes)}`;
}

function published({ windows }: ExtractResult): string[] {
  const rows = windows.map((window) => [
    `  ${formatPeriod(window.startAt, window.endAt)}`,
    formatCount(window.records),
    formatBytes(window.bytes),
    window.final ? 'final' : 'provisional',
    window.reused ? 'reused' : 'exported',
    formatPlace(window.dataUri, process.cwd()),
  ]);
  return alignColumns(rows, [1, 2]);
}

function failedLines(failed: readonly FailedWindow[]): string[] {
  return failed.flatMap(({ startAt, endAt, type, message, request }) => [
    `  ${formatPeriod(startAt, endAt)}  ${type}: ${message}`,
    `    to fill it: ${JSON.stringify(request)}`,
  ]);
}

function cancelLine({ startAt, endAt, exportId, outcome, reason }: CancelOutcome): string {
  const job = exportId === undefined ? '' : ` (export ${exportId})`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `  ${formatPeriod(startAt, endAt)}  ${CANCEL_WORDS[outcome]}${job}${why}`;
}
