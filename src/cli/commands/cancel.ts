import { Command } from 'commander';
import { commandLine, shellWord } from '../context.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { outputOption } from '../options.ts';
import type { OutputOptions } from '../options.ts';
import { printResult } from '../output/print-result.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract cancel my-id --wait
  $ marketo-extract cancel my-id --wait --output json

Jobs that are queued or processed at Marketo are cancelled there. With --wait the exit code is 3 once it is
cancelled, and 0 when it had completed before the cancel reached it.`;

interface CancelFlags extends OutputOptions {
  readonly wait?: boolean;
}

/** `cancel ID`: here and at Marketo. */
export function cancelCommand(context: CliContext): Command {
  return new Command('cancel')
    .description('cancel an extraction, its jobs at Marketo too')
    .argument('<workflow id>', 'as `start` printed it')
    .option('-w, --wait', 'wait until it has ended and tell what came of its jobs')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (workflowId: string, flags: CancelFlags) => {
      const { withTemporal } = await import('../session.ts');
      const { cancelExtract } = await import('../../client/control-extract.ts');
      const { followExtract } = await import('../follow-extract.ts');
      context.exitCode = await withTemporal(context, async (session) => {
        const asked = await cancelExtract(session.client, { workflowId });
        if (flags.wait === true) return followExtract(context, session, workflowId, flags.output);
        tell(context, workflowId, asked, flags.output);
        return EXIT.done;
      });
    });
}

function tell(
  { io }: CliContext,
  workflowId: string,
  asked: boolean,
  output: 'text' | 'json',
): void {
  const object = { workflowId, status: asked ? 'cancelRequested' : 'alreadyEnded' };
  const text = asked
    ? `Asked ${workflowId} to cancel. Its jobs at Marketo are being cancelled.\n`
    : `${workflowId} had ended before; nothing was cancelled. How it ended: ${commandLine(io, `status ${shellWord(workflowId)}`)}\n`;
  printResult(io, output, object, text);
}
