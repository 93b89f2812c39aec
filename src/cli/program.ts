import { Command } from 'commander';
import { adjustCommand } from './commands/adjust.ts';
import { cancelCommand } from './commands/cancel.ts';
import { coverageCommand } from './commands/coverage.ts';
import { demoCommand } from './commands/demo.ts';
import { emulatorCommandOrStub } from './commands/emulator.ts';
import { filesCommand } from './commands/files.ts';
import { jobsCommand } from './commands/jobs.ts';
import { pauseCommand } from './commands/pause.ts';
import { pollNowCommand } from './commands/poll-now.ts';
import { pruneCommand } from './commands/prune.ts';
import { quotaCommand } from './commands/quota.ts';
import { resumeCommand } from './commands/resume.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { searchAttributesCommand } from './commands/search-attributes.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { temporalCommand } from './commands/temporal.ts';
import { typesCommand } from './commands/types.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { workerCommand } from './commands/worker.ts';
import { productVersion } from '../product-version.ts';
import type { CliContext } from './context.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 bad request or usage, 3 cancelled, 4 Temporal or Marketo not reachable,
5 credentials or permission refused by Marketo, 130 stopped by Ctrl-C (an extraction goes on).

jobs, quota and types ask Marketo directly, configured as the worker is. They need neither Temporal nor a worker.

Temporal is found by TEMPORAL_ADDRESS (default 127.0.0.1:7233), TEMPORAL_NAMESPACE, TEMPORAL_API_KEY,
TEMPORAL_TLS_* and TEMPORAL_PROFILE, as for the Temporal CLI.`;

/** The whole command line. `wanted`: the command that was typed; what is heavy is loaded for that one only. */
export async function buildProgram(
  context: CliContext,
  wanted: string | undefined,
): Promise<Command> {
  const program = new Command('marketo-extract')
    .description('Durable, verified Marketo Bulk Activity Extract on Temporal')
    .version(productVersion(), '-V, --version')
    .addHelpText('after', EXIT_CODES);
  for (const command of [
    startCommand(context),
    watchCommand(context),
    statusCommand(context),
    cancelCommand(context),
    pauseCommand(context),
    resumeCommand(context),
    adjustCommand(context),
    pollNowCommand(context),
    coverageCommand(context),
    filesCommand(context),
    scheduleCommand(context),
    searchAttributesCommand(context),
    verifyCommand(context),
    pruneCommand(context),
    jobsCommand(context),
    quotaCommand(context),
    typesCommand(context),
    workerCommand(context),
    await emulatorCommandOrStub(wanted),
    demoCommand(context),
    temporalCommand(context),
  ]) {
    program.addCommand(command);
  }
  for (const command of withSubcommands(program)) prepare(command, context);
  return program;
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function prepare(command: Command, { io }: CliContext): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .showHelpAfterError('(add --help for what can be given)')
    .helpCommand(command.commands.length > 0);
}
