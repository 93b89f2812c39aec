import type { Command, CommanderError } from 'commander';
import { nearestName } from '../interface/spelling.ts';
import { UsageError } from './exit-code.ts';

/** A command line that commander does not take, with the command whose help tells more. */
export class CommandLineError extends UsageError {
  /** `schedule apply`; empty for the program itself. */
  readonly helpOf: string;

  constructor(error: CommanderError, command: Command) {
    super(`${whatIsWrong(error, command)}.${hint(error, command)}`, { cause: error });
    this.helpOf = commandPath(command);
  }
}

/** The words behind the program's name: `schedule apply`. */
export function commandPath(command: Command): string {
  const names: string[] = [];
  for (let at = command; at.parent !== null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

/** Commander looks for what is missing first; a flag that is there and misspelt is why. */
function whatIsWrong(error: CommanderError, command: Command): string {
  const flag = unknownFlag(error, command);
  if (flag !== undefined) return `unknown option '${flag}'`;
  return error.message.replace(/^error: /, '').replace(/\.$/, '');
}

function unknownFlag({ code, message }: CommanderError, command: Command): string | undefined {
  switch (code) {
    case 'commander.unknownOption':
      return /'(-[^'=]*)/.exec(message)?.[1];
    case 'commander.missingMandatoryOptionValue':
      return command.args.find((arg) => /^--?\w/.test(arg))?.replace(/=.*/, '');
    default:
      return undefined;
  }
}

/** What was meant, with a leading space; or nothing. */
function hint(error: CommanderError, command: Command): string {
  const near = meant(error, command);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}

function meant(error: CommanderError, command: Command): string | undefined {
  const flag = unknownFlag(error, command);
  if (flag !== undefined) {
    const flags = command.createHelp().visibleOptions(command);
    return nearestName(
      flag,
      flags.flatMap(({ long }) => long ?? []),
    );
  }
  const [, word = ''] = /'([^']*)'/.exec(error.message) ?? [];
  if (error.code === 'commander.unknownCommand') {
    return nearestName(word, namesIn(command)) ?? elsewhere(word, command);
  }
  const [, flags, value = ''] =
    /option '(.*)' argument '(.*)' is invalid/.exec(error.message) ?? [];
  const choices = command.options.find((option) => option.flags === flags)?.argChoices;
  return choices === undefined ? undefined : nearestName(value, choices);
}

function namesIn(command: Command): string[] {
  return command.commands.map((each) => each.name());
}

/** `apply` → `schedule apply`: the command of another group. */
function elsewhere(word: string, command: Command): string | undefined {
  const groups = command.parent?.commands ?? command.commands;
  const paths = groups
    .filter((group) => namesIn(group).includes(word))
    .map((group) => `${group.name()} ${word}`);
  return paths.length === 0 ? undefined : paths.join(' or ');
}
