import { Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { PruneFlags } from '../prune-action.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract prune
  $ marketo-extract prune --dataset nightly --grace 30d
  $ marketo-extract prune --yes

Removed are data files that a re-export has superseded, bytes staged of jobs that are published or that nobody claims
any more, and leftovers of killed writers. It may run beside the workers. Never removed: what a manifest names, what
is staged for a job that may still deliver, what is younger than the grace time, and whatever is not known.

The grace time of a data file begins when it was superseded: readers that have its URI can finish until then.
Without --yes it only shows what it would remove, on a terminal as in a script: nothing is deleted by a command that
was typed to see what it does. Exit code 1: a dataset was left alone, because a document of it cannot be read.`;

/** `prune`: removes what nobody needs any more. */
export function pruneCommand(context: CliContext): Command {
  return new Command('prune')
    .summary('show, and with --yes remove, what nobody needs any more')
    .description('show, and with --yes remove, superseded files and stale leftovers')
    .option('--dataset <name>', 'only datasets of this name (default: all)')
    .option('--instance <name>', 'only datasets of this instance (default: all)')
    .option('--destination <place>', 'where (default: EXTRACT_DESTINATION, as the worker)')
    .option('--grace <duration>', 'how long what is out of use is kept (default: P7D)')
    .option('--yes', 'remove it')
    .addOption(new Option('--dry-run', 'only show it; the default').conflicts('yes'))
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: PruneFlags) => {
      const { pruneAction } = await import('../prune-action.ts');
      context.exitCode = await pruneAction(context, flags);
    });
}
