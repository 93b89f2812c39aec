import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { DeleteFlags } from '../schedules/delete-action.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract schedule delete nightly --yes

Runs under way go on, and nothing that was exported is touched.`;

/** `schedule delete ID`. */
export function scheduleDeleteCommand(context: CliContext): Command {
  return new Command('delete')
    .description('delete a schedule; runs under way go on')
    .argument('<schedule id>')
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (scheduleId: string, flags: DeleteFlags) => {
      const { deleteAction } = await import('../schedules/delete-action.ts');
      context.exitCode = await deleteAction(context, scheduleId, flags);
    });
}
