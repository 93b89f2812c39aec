/** `npm run bench -- --only transfer --rounds 3`. */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** In the order of the registry, whatever the command line's. */
  readonly names: readonly string[];
  readonly smoke: boolean;
  readonly rounds?: number;
}

export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}

/** Throws `CommandLineError`. */
export function readCommandLine(args: readonly string[], known: readonly string[]): BenchOptions {
  const { only = [], smoke, rounds } = parse(args);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new CommandLineError(
      `No bench ${unknown.map((name) => JSON.stringify(name)).join(', ')}. There are: ${known.join(', ')}`,
    );
  }
  return {
    names: only.length === 0 ? known : known.filter((name) => only.includes(name)),
    smoke,
    ...(rounds === undefined ? {} : { rounds: readRounds(rounds) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true },
        smoke: { type: 'boolean', default: false },
        rounds: { type: 'string' },
      },
    }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new CommandLineError(
      `${what}\nUsage: npm run bench -- [--only NAME]… [--rounds N] [--smoke]`,
    );
  }
}

const MOST_ROUNDS = 100;

function readRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= MOST_ROUNDS) return rounds;
  throw new CommandLineError(
    `--rounds is a whole number from 1 to ${MOST_ROUNDS}, got ${JSON.stringify(text)}`,
  );
}
