import { Command } from 'commander';
import type { CommanderError } from 'commander';
import { productVersion } from '../product-version.ts';
import { commandGroups } from './command-groups.ts';
import { CommandLineError } from './command-line-error.ts';
import type { CliContext } from './context.ts';
import { quieted } from './io.ts';
import { quietOption } from './options.ts';
import { styled } from './style.ts';

const BELOW = `
Examples:
  $ marketo-extract demo
  $ marketo-extract start --previous day --types 1,12,13 --dry-run
  $ marketo-extract start --help

Exit codes:
  0 done   1 failed   2 wrong command line, request or configuration   3 cancelled
  4 Temporal or Marketo not reachable   5 Marketo refuses credentials or permission
  130 stopped by Ctrl-C; an extraction goes on

Environment: a .env file in the working folder is read as well. docs/cli.md lists every command,
docs/configuration.md every variable. NO_COLOR and FORCE_COLOR decide about colour.`;

/** The whole command line. `emulator`: with that command whole; it is heavy. */
export async function buildProgram(
  context: CliContext,
  whole: { readonly emulator: boolean },
): Promise<Command> {
  const program = new Command('marketo-extract')
    .usage('<command> [options]')
    .description('Durable, verified Marketo Bulk Activity Extract on Temporal')
    .version(productVersion(), '-V, --version', 'show the version')
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText('after', BELOW)
    .hook('preAction', (_program, command) => {
      if (command.opts<{ quiet?: boolean }>().quiet === true) context.io = quieted(context.io);
    });
  for (const { heading, environment, commands } of await commandGroups(context, whole)) {
    program.commandsGroup(heading);
    for (const command of commands) {
      program.addCommand(command);
      for (const each of withSubcommands(command)) prepare(each, context, environment);
    }
  }
  prepare(program, context);
  return program;
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** What all commands have in common. */
function prepare(command: Command, { io }: CliContext, environment?: string): void {
  const prints = command.options.some(({ long }) => long === '--output');
  if (prints) command.addOption(quietOption());
  if (environment !== undefined) command.addHelpText('after', `\nEnvironment: ${environment}.`);
  command
    .showSuggestionAfterError(false) // ours look further
    .exitOverride((error) => refuse(error, command))
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      outputError: () => undefined, // `runCli` tells it, as it tells every error
      getOutHasColors: () => io.colour.out,
      getErrHasColors: () => io.colour.err,
    })
    .configureHelp({
      ...command.configureHelp(),
      styleTitle: (title) => styled('bold', title, true),
    })
    .helpOption('-h, --help', 'show this help')
    .helpCommand(command.commands.length > 0);
}

function refuse(error: CommanderError, command: Command): never {
  throw isHelp(error) ? error : new CommandLineError(error, command);
}

function isHelp({ code }: CommanderError): boolean {
  return ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(code);
}
