import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { PauseFlags } from '../schedules/control-actions.ts';

const PAUSE_EXAMPLES = `
Example:
  $ marketo-extract schedule pause nightly --note "quota is needed elsewhere"

What comes due meanwhile is not started later; the next run makes up for it as far as its count reaches.`;

const UNPAUSE_EXAMPLES = `
Example:
  $ marketo-extract schedule unpause nightly`;

/** `schedule pause ID`. */
export function schedulePauseCommand(context: CliContext): Command {
  return new Command('pause')
    .description('start nothing more until it is unpaused; a run under way goes on')
    .argument('<schedule id>')
    .option('--note <text>', 'why; shown by show and by the Temporal UI')
    .addOption(outputOption())
    .addHelpText('after', PAUSE_EXAMPLES)
    .action(async (scheduleId: string, flags: PauseFlags) => {
      const { pauseAction } = await import('../schedules/control-actions.ts');
      context.exitCode = await pauseAction(context, scheduleId, true, flags);
    });
}

/** `schedule unpause ID`. */
export function scheduleUnpauseCommand(context: CliContext): Command {
  return new Command('unpause')
    .description('let it start runs again; the next one makes up for those that were left out')
    .argument('<schedule id>')
    .option('--note <text>', 'why; shown by show and by the Temporal UI')
    .addOption(outputOption())
    .addHelpText('after', UNPAUSE_EXAMPLES)
    .action(async (scheduleId: string, flags: PauseFlags) => {
      const { pauseAction } = await import('../schedules/control-actions.ts');
      context.exitCode = await pauseAction(context, scheduleId, false, flags);
    });
}
