/** Schedules for people; texts end with a line break. */
import type { DescribedSchedule } from '../../client/schedules/describe.ts';
import type { ListedSchedule } from '../../client/schedules/list.ts';
import type { ScheduledRun } from '../../client/schedules/runs.ts';
import { alignColumns } from '../output/columns.ts';
import { formatBytes, formatCount, formatPlural } from '../output/format.ts';

const NEXT_SHOWN = 3;

export function listText(schedules: readonly ListedSchedule[]): string {
  if (schedules.length === 0) return 'No schedule starts extractions.\n';
  const rows = schedules.map(({ scheduleId, paused, note = '', nextRun, lastRun }) => [
    scheduleId,
    paused ? 'paused' : 'active',
    nextRun ?? '–',
    lastRun ?? '–',
    paused ? note : '',
  ]);
  const head = ['SCHEDULE', 'STATE', 'NEXT', 'LAST STARTED', 'NOTE'];
  return `${alignColumns([head, ...rows]).join('\n')}\n`;
}

export function showText(described: DescribedSchedule, uiUrl: string | undefined): string {
  const { scheduleId, paused, note, lastRuns } = described;
  return [
    `${scheduleId}  ${paused ? 'PAUSED' : 'active'}${note === undefined ? '' : `  (${note})`}`,
    ...alignColumns(settingRows(described, uiUrl)),
    lastRuns.length === 0 ? 'No runs yet.' : 'Last runs:',
    ...alignColumns(lastRuns.toReversed().map(runRow), [2]),
    'Request:',
    ...JSON.stringify(described.schedule.request, null, 2).split('\n'),
    '',
  ].join('\n');
}

function settingRows(
  { schedule, other, nextRuns, counts, remainingRuns }: DescribedSchedule,
  uiUrl: string | undefined,
): string[][] {
  const { spec, policies, workflowId, taskQueue } = schedule;
  const { staticSummary, staticDetails: _staticDetails, ...beside } = other;
  const rows: [string, string | undefined][] = [
    ['summary', typeof staticSummary === 'string' ? staticSummary : undefined],
    ['times', timesText(spec)],
    ['skip', spec.skip?.map(calendarWords).join('; ')],
    ['from', spec.startAt],
    ['until', spec.endAt],
    ['jitter', spec.jitter],
    ['overlap', policies.overlap],
    ['catch-up', policies.catchupWindow],
    ['pause on failure', policies.pauseOnFailure ? 'yes' : undefined],
    ['workflow ids', `${workflowId}-<time>, task queue ${taskQueue}`],
    ['beside', Object.keys(beside).length === 0 ? undefined : JSON.stringify(beside)],
    ['runs left', remainingRuns === undefined ? undefined : String(remainingRuns)],
    ['next', nextRuns.slice(0, NEXT_SHOWN).join(', ') || 'none'],
    ['started', countText(counts)],
    ['UI', uiUrl],
  ];
  return rows.flatMap(([name, text]) => (text === undefined ? [] : [[`  ${name}`, text]]));
}

function countText({ started, skipped, missed, buffered }: DescribedSchedule['counts']): string {
  return `${formatCount(started)}; skipped ${formatCount(skipped)}, missed ${formatCount(missed)}, waiting ${formatCount(buffered)}`;
}

function timesText({
  calendars = [],
  intervals = [],
  timeZone,
}: DescribedSchedule['schedule']['spec']) {
  return [
    ...calendars.map((calendar) => `${calendarWords(calendar)} (${timeZone})`),
    ...intervals.map(({ every, offset }) => `every ${every}, offset ${offset}`),
  ].join('; ');
}

function calendarWords(calendar: object): string {
  return Object.entries(calendar)
    .map(([member, text]) => `${member} ${String(text)}`)
    .join(', ');
}

function runRow({ workflowId, dueAt, outcome, ...run }: ScheduledRun): string[] {
  return [`  ${dueAt}`, outcome, runWords(run), workflowId];
}

function runWords({
  windows,
  records,
  bytes,
  failure,
}: Pick<ScheduledRun, 'windows' | 'records' | 'bytes' | 'failure'>): string {
  if (failure !== undefined) return `${failure.type}: ${failure.message.split('\n', 1)[0] ?? ''}`;
  if (windows === undefined || records === undefined || bytes === undefined) return '';
  return `${formatPlural(windows, 'window')}, ${formatPlural(records, 'record')}, ${formatBytes(bytes)}`;
}
