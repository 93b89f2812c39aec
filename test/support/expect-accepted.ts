import type { Command } from 'commander';
import { expect } from 'vitest';
import { wholeProgram } from './every-command.ts';

/** Each `marketo-extract` of a shell line, read by the program as it stands, with nothing done. */
export async function expectAccepted(line: string): Promise<void> {
  for (const [, typed = ''] of line.matchAll(/(?:^|[( ])marketo-extract ([^|<>)]*)/g)) {
    const program = await wholeProgram();
    for (const { command } of inert(program)) command.action(() => undefined);
    const words = [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word);
    const told = program.parseAsync(words as string[], { from: 'user' });
    await expect(told, line).resolves.toBeDefined();
  }
}

function inert(command: Command): { command: Command }[] {
  return command.commands.length === 0 ? [{ command }] : command.commands.flatMap(inert);
}
