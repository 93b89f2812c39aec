import type { QuotaDayUsage } from '../../domain/export-usage.ts';
import { alignColumns } from './columns.ts';
import { formatBytes, formatPlural } from './format.ts';

/** What `quota --output json` prints. Names are stable. */
export interface QuotaReport {
  readonly version: 1;
  readonly instance: string;
  /** Marketo's clock. */
  readonly now: string;
  /** As configured. */
  readonly quotaBytes: number;
  /** By the reading of Marketo's day that shows more. */
  readonly usedBytes: number;
  readonly leftBytes: number;
  /** Always: other API users and exports of other objects are not seen. */
  readonly lowerBound: true;
  /** When the day is over by both readings. */
  readonly resetsAt: string;
  readonly readings: readonly QuotaDayUsage[];
  readonly queue: { readonly taken: number; readonly places: number };
}

/** For people; ends with a line break. */
export function quotaText(report: QuotaReport): string {
  const { usedBytes, quotaBytes, leftBytes, queue, now, resetsAt } = report;
  const rows = [
    ['Used today', `${formatBytes(usedBytes)} of ${formatBytes(quotaBytes)} (at least)`],
    ['Left', `${formatBytes(leftBytes)} (at most)`],
    ['Queue', `${queue.taken} of ${queue.places} places taken (at least)`],
    ['Resets', `${resetsAt} (${central(resetsAt)})`],
  ];
  return [
    `Instance ${report.instance}, by Marketo's clock ${now}`,
    ...alignColumns(rows.map(([name = '', value = '']) => [`  ${name}`, value])),
    ...bothReadings(report.readings),
    'At least, because Marketo shows this API user its own activity exports only.',
    '',
  ].join('\n');
}

/** In winter both are the same, and there is nothing to tell. */
function bothReadings(readings: readonly QuotaDayUsage[]): string[] {
  const ends = new Set(readings.map(({ resetsAt }) => resetsAt));
  if (ends.size < 2) return [];
  const rows = readings.map(({ zone, startedAt, resetsAt, bytes, jobs }) => [
    `    ${zone}`,
    `${startedAt} – ${resetsAt}`,
    formatBytes(bytes),
    formatPlural(jobs, 'job'),
  ]);
  return ["  Marketo's day, by both readings of midnight Central:", ...alignColumns(rows, [2])];
}

const CENTRAL = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Chicago',
  ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  ...{ hourCycle: 'h23', timeZoneName: 'short' },
});

/** `2026-11-21 00:00 CST`. */
function central(instant: string): string {
  const parts = new Map(
    CENTRAL.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '';
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  return `${day} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
}
