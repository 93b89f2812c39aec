import type { AppliedSchedule } from '../../client/schedules/apply.ts';
import type { ScheduleChange } from '../../client/schedules/changes.ts';
import { commandLine } from '../context.ts';
import type { CliIo } from '../io.ts';
import { alignColumns } from '../output/columns.ts';
import { formatPlural } from '../output/format.ts';

const NEXT_SHOWN = 3;

/** What `apply` did, for people; ends with a line break. */
export function appliedText(
  io: CliIo,
  applied: AppliedSchedule,
  uiUrl: string | undefined,
): string {
  const { scheduleId, changes, nextRuns, paused } = applied;
  return [
    headline(applied),
    ...alignColumns(changes.map(changeRow)),
    ...alignColumns([
      ...(applied.outcome === 'created' ? settingRows(applied) : []),
      ...(nextRuns.length === 0 ? [] : [['  next', nextRuns.slice(0, NEXT_SHOWN).join(', ')]]),
      ...(paused ? [['  PAUSED', commandLine(io, `schedule unpause ${scheduleId}`)]] : []),
      ...(uiUrl === undefined ? [] : [['  UI', uiUrl]]),
      ...(applied.dryRun ? [] : [['  show', commandLine(io, `schedule show ${scheduleId}`)]]),
    ]),
    '',
  ].join('\n');
}

function headline({ outcome, dryRun, scheduleId, changes }: AppliedSchedule): string {
  const count = formatPlural(changes.length, 'change');
  switch (outcome) {
    case 'created':
      return dryRun ? `Would create the schedule ${scheduleId}:` : `Created schedule ${scheduleId}`;
    case 'updated':
      return dryRun
        ? `Would update the schedule ${scheduleId}, ${count}:`
        : `Updated schedule ${scheduleId}, ${count}:`;
    case 'unchanged':
      return `Nothing changed: the schedule ${scheduleId} is exactly this already.`;
  }
}

/** The defaults that the file did not name, among them. */
function settingRows({ schedule }: AppliedSchedule): string[][] {
  const { spec, policies, taskQueue } = schedule;
  return [
    ['  time zone', spec.timeZone],
    ['  jitter', spec.jitter],
    ['  overlap', policies.overlap],
    ['  catch-up', policies.catchupWindow],
    ['  task queue', taskQueue],
  ];
}

function changeRow(change: ScheduleChange): string[] {
  const before = 'before' in change ? JSON.stringify(change.before) : '–';
  const after = 'after' in change ? JSON.stringify(change.after) : '–';
  return [`  ${change.member}`, `${before} → ${after}`];
}
