import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { outputOption } from '../options.ts';
import type { OutputOptions } from '../options.ts';
import { printResult } from '../output/print-result.ts';

const EXAMPLES = `
Example:
  $ marketo-extract poll-now my-id

Ends whatever wait is going on, for instance one for tomorrow's quota after the quota was raised today.`;

/** `poll-now ID`: do not wait any longer. */
export function pollNowCommand(context: CliContext): Command {
  return new Command('poll-now')
    .description('end the current wait of an extraction and ask Marketo now')
    .argument('<workflow id>', 'as `start` printed it')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (workflowId: string, { output }: OutputOptions) => {
      const { withTemporal } = await import('../session.ts');
      const { pollNow } = await import('../../client/control-extract.ts');
      await withTemporal(context, ({ client }) => pollNow(client, { workflowId }));
      const object = { workflowId, status: 'pollRequested' };
      const text = `Asked ${workflowId} to look at Marketo now.\n`;
      printResult(context.io, output, object, text);
      context.exitCode = EXIT.done;
    });
}
