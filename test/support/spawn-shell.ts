/** Command lines as a person types them, in a process group of their own, so that npm's children end with them. */
import { spawn } from 'node:child_process';
import { eventually } from './eventually.ts';

export interface ShellProcess {
  /** Everything that it wrote so far, to stdout and stderr. */
  output(): string;
  waitForOutput(text: string): Promise<void>;
  /** Resolves with the exit code; null after a signal. */
  readonly exited: Promise<number | null>;
  /** As Ctrl-C in a terminal does: SIGINT to the whole group. SIGKILL to what does not go. */
  interrupt(): Promise<number | null>;
}

const GRACE_MS = 30_000;

/** `env` is the whole environment. */
export function spawnShell(
  command: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): ShellProcess {
  const child = spawn('sh', ['-c', command], {
    ...options,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let code: number | null | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const signalGroup = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // all of them are gone
    }
  };
  const killWithTests = () => signalGroup('SIGKILL');
  process.once('exit', killWithTests);
  const exited = new Promise<number | null>((resolve) => {
    // Closed only when the last of the group that holds the pipes is gone.
    child.once('close', (exitCode) => {
      process.removeListener('exit', killWithTests);
      code = exitCode;
      resolve(exitCode);
    });
  });
  return {
    output: () => output,
    exited,
    waitForOutput: async (text) => {
      await eventually(`${command} writes "${text}"`, () => {
        if (output.includes(text)) return true;
        return code === undefined ? undefined : fail(command, output);
      }).catch((error: unknown) => fail(command, output, error));
    },
    interrupt: async () => {
      signalGroup('SIGINT');
      const killer = setTimeout(killWithTests, GRACE_MS);
      try {
        return await exited;
      } finally {
        clearTimeout(killer);
      }
    },
  };
}

function fail(command: string, output: string, cause?: unknown): never {
  throw new Error(`${command} wrote:\n${output}`, { cause });
}
