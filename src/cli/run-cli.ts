import { CommanderError } from 'commander';
import { candidateLines, candidatesFor } from './completion/candidates.ts';
import { COMPLETE } from './completion/scripts.ts';
import type { CliContext } from './context.ts';
import { EXIT, exitCodeOfError } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { reportFailure } from './failure-report.ts';
import type { CliIo } from './io.ts';
import { buildProgram } from './program.ts';

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const context: CliContext = { io, exitCode: EXIT.done };
  try {
    const program = await buildProgram(context, { emulator: args.includes('emulator') });
    if (args[0] === COMPLETE) {
      io.out(candidateLines(candidatesFor(program, args.slice(1))));
      return EXIT.done;
    }
    await program.parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    // Help and version, which were asked for, or help because no command was given.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badRequest;
    reportFailure(io, error, asksForJson(args));
    return exitCodeOfError(error);
  }
}

/** Also of a command line that cannot be read to its end. */
function asksForJson(args: readonly string[]): boolean {
  return args.some((arg, index) => {
    if (['--output=json', '-ojson'].includes(arg)) return true;
    return ['-o', '--output'].includes(arg) && args[index + 1] === 'json';
  });
}
