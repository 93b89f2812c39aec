/** The command line in this process: as fast as a function call, for what needs no process of its own. */
import type { CliIo } from '../../src/cli/io.ts';
import { runCli } from '../../src/cli/run-cli.ts';

export interface InProcessRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `env`: the whole environment that the command sees. */
export async function runInProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  stdin = '',
  more: Partial<Pick<CliIo, 'confirm' | 'colour'>> = {},
): Promise<InProcessRun> {
  const written = { out: '', err: '' };
  const code = await runCli(args, {
    env,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    note: (text) => void (written.err += text),
    readStdin: () => Promise.resolve(stdin),
    errIsTty: false,
    colour: { out: false, err: false },
    quiet: false,
    ...more,
  });
  return { code, ...written };
}
