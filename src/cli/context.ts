import type { ExitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';

/** Shared by the commands of one invocation. */
export interface CliContext {
  /** Quieter once `--quiet` was read: an action takes it from here, not before. */
  io: CliIo;
  /** What the command came to; 0 until an action says otherwise. */
  exitCode: ExitCode;
}

/** How this user types a command of ours: `npm start -- watch …` in a checkout, `marketo-extract watch …` installed. */
export function commandLine(io: CliIo, rest: string): string {
  const script = io.env.npm_lifecycle_event;
  if (script === undefined) return `marketo-extract ${rest}`;
  return script === 'npx' ? `npx marketo-extract ${rest}` : `npm start -- ${rest}`;
}

/** The text as one word of a shell: a workflow id may hold anything, and what is printed is there to be copied. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
