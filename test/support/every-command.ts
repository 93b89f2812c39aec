/** The commands of the program as commander has them, for claims about all of them. */
import type { Command } from 'commander';
import { commandPath } from '../../src/cli/command-line-error.ts';
import { buildProgram } from '../../src/cli/program.ts';

const io = {
  env: {},
  out: () => undefined,
  err: () => undefined,
  note: () => undefined,
  readStdin: () => Promise.resolve(''),
  errIsTty: false,
  colour: { out: false, err: false },
  quiet: false,
};

/** The program, whole. What it writes goes nowhere. */
export function wholeProgram(): Promise<Command> {
  return buildProgram({ io, exitCode: 0 }, { emulator: true });
}

/** Those that do something, by the words that call them: `start`, `jobs list`. */
export async function everyCommand(): Promise<readonly { path: string; command: Command }[]> {
  return leaves(await wholeProgram()).map((command) => ({ path: commandPath(command), command }));
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

/** The text that `--help` of it prints. */
export function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (more) => (text += more), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return text;
}
