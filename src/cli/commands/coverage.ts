import { Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import type { CoverageFlags } from '../coverage-action.ts';
import { datasetOptions, outputOption, periodOptions } from '../options.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract coverage --dataset nightly
  $ marketo-extract coverage --dataset nightly --from 2026-10-01T00:00:00Z --to 2026-10-31T23:59:59Z
  $ marketo-extract coverage --dataset nightly --previous day --count 7 --time-zone America/Chicago --output json
  $ marketo-extract coverage --dataset nightly --requests | head -n 1 | marketo-extract start --file -

Without a period: from the first to the last window of the dataset. Exit code 0: all of it is there and final, 1: not.
Whether a settle time has passed is judged by the clock of this machine; Marketo is not asked. Sizes of files are looked
at, their contents are not: that is what "verify" does.

The requests ask for all that can be mended now, in the dataset's own query. A claimed window is in them too: a run that
is started by them follows its job, or takes it over when nobody works for it any more, and does not pay for it again.`;

/** `coverage`: what of a period is there. */
export function coverageCommand(context: CliContext): Command {
  const command = new Command('coverage')
    .summary('show what of a period is there, and what fills its gaps')
    .description('show what of a period is there, and the requests that fill its gaps')
    .option('--provisional-ok', 'what was exported before it had settled counts as there')
    .option('--window-size <duration>', 'longest window of the requests (default: P7D)')
    .addOption(
      new Option('--requests', 'print only the requests, as JSON, one a line').conflicts('output'),
    );
  return datasetOptions(periodOptions(command))
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: CoverageFlags) => {
      const { coverageAction } = await import('../coverage-action.ts');
      context.exitCode = await coverageAction(context, flags);
    });
}
