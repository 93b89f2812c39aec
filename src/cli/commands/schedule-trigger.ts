import { Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { TriggerFlags } from '../schedules/control-actions.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract schedule trigger nightly

Works on a paused schedule too. By default the run starts beside one that is under way; neither pays for what the
other has begun.`;

/** `schedule trigger ID`: one run now. */
export function scheduleTriggerCommand(context: CliContext): Command {
  return new Command('trigger')
    .description('start one run of a schedule now')
    .argument('<schedule id>')
    .addOption(
      new Option('--overlap <policy>', 'what to do when a run is under way')
        .choices(['ALLOW_ALL', 'BUFFER_ONE', 'BUFFER_ALL', 'SKIP'])
        .default('ALLOW_ALL'),
    )
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (scheduleId: string, flags: TriggerFlags) => {
      const { triggerAction } = await import('../schedules/control-actions.ts');
      context.exitCode = await triggerAction(context, scheduleId, flags);
    });
}
