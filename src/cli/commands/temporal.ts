import { Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { TemporalFlags } from '../temporal-action.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract temporal
  $ marketo-extract temporal --port 7300 --ui-port 8300 --db-file /tmp/try.db

For development: one process on this machine only, with its web UI. Workflows survive a restart in the
database file. TEMPORAL_CLI_PATH names a \`temporal\` executable; without one it is looked for on PATH, then fetched.`;

/** `temporal`: a dev server at the usual ports, with UI and memory. */
export function temporalCommand(context: CliContext): Command {
  return new Command('temporal')
    .description('run a Temporal dev server with its web UI on this machine')
    .option('--port <number>', 'port of the server', portNumber, 7233)
    .option('--ui-port <number>', 'port of the web UI', portNumber, 8233)
    .option('--db-file <path>', 'where workflows are kept', 'temporal.db')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TemporalFlags) => {
      const { temporalAction } = await import('../temporal-action.ts');
      context.exitCode = await temporalAction(context, flags);
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('Expected a port: a whole number from 1 to 65535.');
}
