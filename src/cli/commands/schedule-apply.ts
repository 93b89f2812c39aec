import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption, taskQueueOption } from '../options.ts';
import type { ApplyFlags } from '../schedules/apply-action.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract schedule apply -f schedule.json --dry-run
  $ marketo-extract schedule apply -f - < schedule.json

Whether it is paused is not in the file: what stands at Temporal stays, until pause or unpause.`;

/** `schedule apply -f FILE`: create, or update to exactly this. */
export function scheduleApplyCommand(context: CliContext): Command {
  return new Command('apply')
    .description('create a schedule, or update it to exactly what a file says')
    .requiredOption('-f, --file <path>', 'JSON file with the schedule, - for standard input')
    .option('--dry-run', 'only tell what would change')
    .option('--paused', 'create it paused')
    .addOption(taskQueueOption())
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ApplyFlags) => {
      const { applyAction } = await import('../schedules/apply-action.ts');
      context.exitCode = await applyAction(context, flags);
    });
}
