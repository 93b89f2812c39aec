import { Command, InvalidArgumentError } from 'commander';
import { MAX_CONCURRENCY, MIN_CONCURRENCY } from '../../interface/names.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { outputOption } from '../options.ts';
import type { OutputOptions } from '../options.ts';
import { printResult } from '../output/print-result.ts';

const EXAMPLES = `
Example:
  $ marketo-extract adjust my-id --concurrency 4

With fewer than before, the windows in flight beyond the number go on to their end. A worker has to be up.`;

interface AdjustFlags extends OutputOptions {
  readonly concurrency: number;
}

/** `adjust ID`: how fast it goes. */
export function adjustCommand(context: CliContext): Command {
  return new Command('adjust')
    .summary('change how many windows are in flight at once')
    .description('change how many windows of a running extraction are in flight at once')
    .argument('<workflow id>', 'as `start` printed it')
    .requiredOption('--concurrency <number>', 'windows in flight, 1 to 10', readConcurrency)
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (workflowId: string, { concurrency, output }: AdjustFlags) => {
      const { withTemporal } = await import('../session.ts');
      const { setConcurrency } = await import('../../client/control-extract.ts');
      const now = await withTemporal(context, ({ client }) =>
        setConcurrency(client, { workflowId }, concurrency),
      );
      const object = { workflowId, status: 'adjusted', concurrency: now };
      const text = `${workflowId} has at most ${now} in flight from now on.\n`;
      printResult(context.io, output, object, text);
      context.exitCode = EXIT.done;
    });
}

function readConcurrency(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= MIN_CONCURRENCY && number <= MAX_CONCURRENCY) return number;
  throw new InvalidArgumentError(
    `It must be a whole number from ${MIN_CONCURRENCY} to ${MAX_CONCURRENCY}.`,
  );
}
