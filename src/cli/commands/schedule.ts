import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { scheduleApplyCommand } from './schedule-apply.ts';
import { scheduleBackfillCommand } from './schedule-backfill.ts';
import { scheduleDeleteCommand } from './schedule-delete.ts';
import { schedulePauseCommand, scheduleUnpauseCommand } from './schedule-pause.ts';
import { scheduleListCommand, scheduleShowCommand } from './schedule-show.ts';
import { scheduleTriggerCommand } from './schedule-trigger.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract schedule apply -f schedule.json
  $ marketo-extract schedule show nightly

docs/scheduling.md tells what a schedule's file says, and why its defaults are what they are.`;

/** `schedule …`: extractions at set times, kept by Temporal. */
export function scheduleCommand(context: CliContext): Command {
  const group = new Command('schedule')
    .summary('extractions at set times')
    .description('extractions at set times: apply, list, show, trigger, pause, backfill, delete')
    .addHelpText('after', EXAMPLES);
  for (const command of [
    scheduleApplyCommand(context),
    scheduleListCommand(context),
    scheduleShowCommand(context),
    scheduleTriggerCommand(context),
    schedulePauseCommand(context),
    scheduleUnpauseCommand(context),
    scheduleBackfillCommand(context),
    scheduleDeleteCommand(context),
  ]) {
    group.addCommand(command);
  }
  return group;
}
