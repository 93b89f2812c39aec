/** What may stand at the end of an unfinished command line, from the commands as commander knows them. */
import type { Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  readonly about: string;
}

export interface Candidates {
  readonly values: readonly Candidate[];
  /** A file's name may stand there: the shell knows them. */
  readonly files: boolean;
}

const NONE: Candidates = { values: [], files: false };

/** `words`: those behind the program's name; the last one is being typed, and may be empty. */
export function candidatesFor(program: Command, words: readonly string[]): Candidates {
  // bash takes `--output=` apart; what stands behind `=` is the value all the same.
  const typed = words.filter((word, index) => word !== '=' || index === words.length - 1);
  const last = typed.at(-1) === '=' ? '' : (typed.at(-1) ?? '');
  const before = typed.slice(0, -1);
  const { command, option } = walk(program, before);
  const all = option === undefined ? nextIn(command, last, before) : valuesOf(option);
  return { ...all, values: all.values.filter(({ value }) => value.startsWith(last)) };
}

interface Place {
  readonly command: Command;
  /** The one whose value is being typed. */
  readonly option: Option | undefined;
}

function walk(program: Command, words: readonly string[]): Place {
  let command = program;
  let option: Option | undefined;
  for (const word of words) {
    if (option !== undefined) {
      option = undefined;
    } else if (word.startsWith('-')) {
      option = command.options.find(
        (each) => each.required && [each.short, each.long].includes(word),
      );
    } else {
      command = command.commands.find((each) => each.name() === word) ?? command;
    }
  }
  return { command, option };
}

function valuesOf({ argChoices, flags }: Option): Candidates {
  if (argChoices !== undefined) return { values: argChoices.map(plain), files: false };
  return { values: [], files: /<(path|file)>/.test(flags) };
}

function nextIn(command: Command, last: string, before: readonly string[]): Candidates {
  if (last.startsWith('-')) return { values: flagsOf(command, before), files: false };
  if (command.commands.length > 0) return { values: command.commands.map(named), files: false };
  const choices = command.registeredArguments[0]?.argChoices ?? [];
  const given = before.at(-1) === command.name() ? choices : [];
  return { ...NONE, values: given.map(plain) };
}

/** Those that were not given yet. */
function flagsOf(command: Command, before: readonly string[]): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ short = '', long = '' }) => !before.includes(long) && !before.includes(short))
    .flatMap(({ long, description }) =>
      long === undefined ? [] : [{ value: long, about: description }],
    );
}

function named(command: Command): Candidate {
  return { value: command.name(), about: command.summary() || command.description() };
}

function plain(value: string): Candidate {
  return { value, about: '' };
}

/** One a line, with what it is about behind a tab; `:files` in the end where a file's name may stand. */
export function candidateLines({ values, files }: Candidates): string {
  const lines = values.map(({ value, about }) => `${value}\t${about}\n`);
  return [...lines, ...(files ? [':files\n'] : [])].join('');
}
