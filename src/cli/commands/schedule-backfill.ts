import { Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { BackfillFlags } from '../schedules/control-actions.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract schedule backfill nightly --from 2026-10-01T00:00:00Z --to 2026-10-07T23:59:59Z

For a long period one request with dates is cheaper: it is cut into windows, not into runs. See start --from --to.`;

/** `schedule backfill ID`: the runs of a time that has passed. */
export function scheduleBackfillCommand(context: CliContext): Command {
  return new Command('backfill')
    .description('start the runs that came due in a time that has passed')
    .argument('<schedule id>')
    .requiredOption('--from <instant>', 'runs that came due from then on')
    .requiredOption('--to <instant>', 'until then; both belong to it')
    .addOption(
      new Option(
        '--overlap <policy>',
        'BUFFER_ALL: one run after the other; ALLOW_ALL: all at once',
      )
        .choices(['BUFFER_ALL', 'ALLOW_ALL'])
        .default('BUFFER_ALL'),
    )
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (scheduleId: string, flags: BackfillFlags) => {
      const { backfillAction } = await import('../schedules/control-actions.ts');
      context.exitCode = await backfillAction(context, scheduleId, flags);
    });
}
