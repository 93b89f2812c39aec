import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { outputOption } from '../options.ts';
import type { OutputOptions } from '../options.ts';
import { printResult } from '../output/print-result.ts';

const EXAMPLES = `
Example:
  $ marketo-extract resume my-id`;

/** `resume ID`: the end of a pause. */
export function resumeCommand(context: CliContext): Command {
  return new Command('resume')
    .description('start windows of a paused extraction again')
    .argument('<workflow id>', 'as `start` printed it')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (workflowId: string, { output }: OutputOptions) => {
      const { withTemporal } = await import('../session.ts');
      const { resumeExtract } = await import('../../client/control-extract.ts');
      await withTemporal(context, ({ client }) => resumeExtract(client, { workflowId }));
      const object = { workflowId, status: 'resumeRequested' };
      const text = `Asked ${workflowId} to go on.\n`;
      printResult(context.io, output, object, text);
      context.exitCode = EXIT.done;
    });
}
