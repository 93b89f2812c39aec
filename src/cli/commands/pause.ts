import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { outputOption } from '../options.ts';
import type { OutputOptions } from '../options.ts';
import { printResult } from '../output/print-result.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract pause my-id --reason "month end"
  $ marketo-extract resume my-id

No more windows are started until it is resumed. Those in flight go on to their end. A paused extraction may be
cancelled, and stays paused whatever restarts.`;

interface PauseFlags extends OutputOptions {
  readonly reason?: string;
}

/** `pause ID`: start no more windows. */
export function pauseCommand(context: CliContext): Command {
  return new Command('pause')
    .description('start no more windows of an extraction until it is resumed')
    .argument('<workflow id>', 'as `start` printed it')
    .option('--reason <text>', 'shown by `status`; goes into the history')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (workflowId: string, { reason, output }: PauseFlags) => {
      const { withTemporal } = await import('../session.ts');
      const { pauseExtract } = await import('../../client/control-extract.ts');
      const options = reason === undefined ? {} : { reason };
      await withTemporal(context, ({ client }) => pauseExtract(client, { workflowId }, options));
      const object = { workflowId, status: 'pauseRequested' };
      const text = `Asked ${workflowId} to pause. Windows in flight go on to their end.\n`;
      printResult(context.io, output, object, text);
      context.exitCode = EXIT.done;
    });
}
