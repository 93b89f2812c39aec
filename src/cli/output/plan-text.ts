import type { ExtractPlan } from '../../interface/result.ts';
import { alignColumns } from './columns.ts';
import { formatCount, formatPeriod, formatPlural } from './format.ts';

/** A plan as a table; ends with a line break. */
export function planText({ instance, dataset, windows }: ExtractPlan): string {
  const toExport = windows.filter(({ state }) => state !== 'final').length;
  const rows = windows.map(({ startAt, endAt, state, why }) => [
    formatPeriod(startAt, endAt),
    state,
    why,
  ]);
  return [
    `Dry run for dataset ${dataset} of instance ${instance}: ${formatPlural(windows.length, 'window')}, ` +
      `${formatCount(toExport)} not final. Nothing was started and nothing written.`,
    ...alignColumns([['WINDOW (UTC)', 'STATE', 'WHY'], ...rows]),
    '',
  ].join('\n');
}
