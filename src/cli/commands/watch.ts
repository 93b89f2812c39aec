import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { OutputOptions } from '../options.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract watch extract/default/nightly/20261001T000000Z_20261031T235959Z/1a2b3c4d
  $ marketo-extract watch my-id --output json > result.json

Ctrl-C stops the watching, not the extraction.`;

/** `watch ID`: progress until the end, then the result. */
export function watchCommand(context: CliContext): Command {
  return new Command('watch')
    .summary('show the progress of an extraction until it ends')
    .description('show the progress of an extraction until it ends, then its result')
    .argument('<workflow id>', 'as `start` printed it')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (workflowId: string, { output }: OutputOptions) => {
      const { withTemporal } = await import('../session.ts');
      const { followExtract } = await import('../follow-extract.ts');
      context.exitCode = await withTemporal(context, (session) =>
        followExtract(context, session, workflowId, output),
      );
    });
}
