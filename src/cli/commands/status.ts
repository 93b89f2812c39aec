import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { OutputOptions } from '../options.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract status my-id
  $ marketo-extract status my-id --output json`;

/** `status ID`: one look. */
export function statusCommand(context: CliContext): Command {
  return new Command('status')
    .description('show once how an extraction stands')
    .argument('<workflow id>', 'as `start` printed it')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (workflowId: string, { output }: OutputOptions) => {
      const { statusAction } = await import('../status-action.ts');
      context.exitCode = await statusAction(context, workflowId, output);
    });
}
