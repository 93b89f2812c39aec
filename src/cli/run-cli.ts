import { CommanderError } from 'commander';
import { commandLine } from './context.ts';
import type { CliContext } from './context.ts';
import { EXIT, exitCodeOfError } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { buildProgram } from './program.ts';

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const context: CliContext = { io, exitCode: EXIT.done };
  try {
    const program = await buildProgram(context, args[0]);
    await program.parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    // Commander has told the user already what is wrong with the command line.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badRequest;
    io.err(`${describe(error, io)}\n`);
    const exitCode = exitCodeOfError(error);
    if (error instanceof Error && error.name === 'TemporalUnreachableError') {
      io.err(`For a server on this machine: ${commandLine(io, 'temporal')}\n`);
    }
    return exitCode;
  }
}

/** An error of ours says all there is to say; where another comes from matters to whoever reports it. */
function describe(error: unknown, { env }: CliIo): string {
  if (!(error instanceof Error)) return `Error: ${String(error)}`;
  const trace = env.DEBUG === undefined || env.DEBUG === '' ? '' : `\n${error.stack ?? ''}`;
  return `Error: ${error.message}${trace}`;
}
