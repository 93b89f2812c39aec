import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { OutputOptions } from '../options.ts';

const LIST_EXAMPLES = `
Examples:
  $ marketo-extract schedule list
  $ marketo-extract schedule list --output json | jq -r '.schedules[].scheduleId'`;

const SHOW_EXAMPLES = `
Examples:
  $ marketo-extract schedule show nightly
  $ marketo-extract schedule show nightly --output json | jq .schedule > schedule.json`;

/** `schedule list`: those that start extractions. */
export function scheduleListCommand(context: CliContext): Command {
  return new Command('list')
    .description('list the schedules that start extractions')
    .addOption(outputOption())
    .addHelpText('after', LIST_EXAMPLES)
    .action(async ({ output }: OutputOptions) => {
      const { listAction } = await import('../schedules/show-actions.ts');
      context.exitCode = await listAction(context, output);
    });
}

/** `schedule show ID`. */
export function scheduleShowCommand(context: CliContext): Command {
  return new Command('show')
    .description('show how a schedule is set, its next runs, its last runs and what came of them')
    .argument('<schedule id>')
    .addOption(outputOption())
    .addHelpText('after', SHOW_EXAMPLES)
    .action(async (scheduleId: string, { output }: OutputOptions) => {
      const { showAction } = await import('../schedules/show-actions.ts');
      context.exitCode = await showAction(context, scheduleId, output);
    });
}
