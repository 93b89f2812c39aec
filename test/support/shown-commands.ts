/** The commands that a page shows, and a shell to run them in as they stand. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fencedBlocks } from './fenced-blocks.ts';
import { type ShellProcess, spawnShell } from './spawn-shell.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OWN_VARIABLES =
  /^(TEMPORAL_|MARKETO_|EXTRACT_|FORCE_COLOR$|NO_COLOR$|VITEST|NODE_OPTIONS$|npm_)/;

/** Of the `sh` blocks, in the page's order; a line that ends in a backslash goes on in the next. */
export function shownCommands(page: string): readonly string[] {
  return fencedBlocks(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split(/(?<!\\)\n/));
}

export interface Shell extends AsyncDisposable {
  /** Runs a command to its end and gives what it wrote; throws unless it exits with `code`, 0 by default. */
  run(command: string, code?: number): Promise<string>;
  /** Leaves it running until the shell is disposed. */
  start(command: string, ready: string): Promise<ShellProcess>;
}

/** In the repository's folder unless `cwd` is another, with `temporal` on the path and no variable of this machine's settings but `env`. */
export async function openShell(
  temporal: string,
  env: Readonly<Record<string, string>>,
  cwd = ROOT,
): Promise<Shell> {
  const bin = await mkdtemp(join(tmpdir(), 'shown-commands-'));
  await symlink(temporal, join(bin, 'temporal'));
  const machine = Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.test(name));
  const options = {
    cwd,
    env: {
      ...Object.fromEntries(machine),
      PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
      ...env,
    },
  };
  const running: ShellProcess[] = [];
  return {
    run: async (command, code = 0) => {
      const shell = spawnShell(command, options);
      running.push(shell);
      const exit = await shell.exited;
      if (exit !== code) throw new Error(`${command} ended with ${exit}:\n${shell.output()}`);
      return shell.output();
    },
    start: async (command, ready) => {
      const shell = spawnShell(command, options);
      running.push(shell);
      await shell.waitForOutput(ready);
      return shell;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(running.map((shell) => shell.interrupt()));
      await rm(bin, { recursive: true, force: true });
    },
  };
}
