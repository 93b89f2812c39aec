import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { VerifyFlags } from '../verify-action.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract verify
  $ marketo-extract verify --dataset nightly --destination file:/srv/exports
  $ marketo-extract verify --output json > verified.json

It reads every published file and changes nothing; neither Temporal nor Marketo is asked. Exit code 1: something is
not as the ledger promises. Claims, provisional windows and leftovers are shown, and are no breach.`;

/** `verify`: does what lies in the destination hold what the ledger promises? */
export function verifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('check the published files and the ledger of a destination')
    .option('--dataset <name>', 'only datasets of this name (default: all)')
    .option('--instance <name>', 'only datasets of this instance (default: all)')
    .option('--destination <place>', 'what to check (default: EXTRACT_DESTINATION, as the worker)')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: VerifyFlags) => {
      const { verifyAction } = await import('../verify-action.ts');
      context.exitCode = await verifyAction(context, flags);
    });
}
