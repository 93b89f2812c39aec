import { Command } from 'commander';
import type { CliContext } from '../context.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract demo
  $ marketo-extract demo --keep

Needs no account and no settings; TEMPORAL_*, MARKETO_* and EXTRACT_* of the environment are ignored. All parts
listen on free ports of this machine only. Files stay in exports/demo-<time> of the working folder.`;

/** `demo`: the whole product on this machine, in less than a minute. */
export function demoCommand(context: CliContext): Command {
  return new Command('demo')
    .summary('try all of it on this machine, with a Marketo stand-in')
    .description(
      'run everything on this machine against a Marketo stand-in, and extract four weeks',
    )
    .option('--keep', 'leave all running until Ctrl-C')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: { keep?: boolean }) => {
      const { demoAction } = await import('../demo/demo-action.ts');
      context.exitCode = await demoAction(context, flags);
    });
}
