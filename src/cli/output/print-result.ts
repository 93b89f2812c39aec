import type { CliIo } from '../io.ts';
import type { OutputOptions } from '../options.ts';

/** What a command came to, on stdout: one JSON object on one line, `version` first, or its text as it stands. */
export function printResult(
  io: CliIo,
  output: OutputOptions['output'],
  object: object,
  text: string | (() => string),
): void {
  if (output === 'json') io.out(`${JSON.stringify({ version: 1, ...object })}\n`);
  else io.out(typeof text === 'string' ? text : text());
}
