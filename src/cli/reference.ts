import type { Command } from 'commander';
import { commandPath } from './command-line-error.ts';

const WIDTH = 100;

/** docs/cli.md's reference: the help of every command, as Markdown. A test holds the page to it. */
export function commandReference(program: Command): string {
  const sections = program.commands
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => [command, ...command.commands]);
  return [program, ...sections].map(section).join('\n\n');
}

function section(command: Command): string {
  const path = commandPath(command);
  const heading = path === '' ? '### marketo-extract' : `### ${path}`;
  return [heading, '', '```text', helpText(command), '```'].join('\n');
}

function helpText(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (more) => (text += more),
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trimEnd();
}
