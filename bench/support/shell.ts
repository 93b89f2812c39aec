/** A line of shell, with the time and the processor time of everything in it. */
import { once } from 'node:events';
import type { Contestant, Sample } from '../framework/bench.ts';
import { spawnChild } from './child.ts';

export interface ShellLine {
  /** As the tables show it. */
  readonly name: string;
  /** For bash; a failure within a pipe fails it. `$1`, `$2` … are `args`. */
  readonly line: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it must have written, e.g. a checksum. */
  readonly expect?: string;
  /** After each run, outside of the time. */
  readonly cleanUp?: () => Promise<void>;
}

export function shellContestant(shell: ShellLine): Contestant {
  return {
    name: shell.name,
    run: async (signal) => {
      try {
        return await runShell(shell, signal);
      } finally {
        await shell.cleanUp?.();
      }
    },
  };
}

/** Nothing that bends a client: proxies, certificates, credentials and settings of this machine's user. */
const BENDS = /^(AWS_|RCLONE_)|_proxy$/i;

function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !BENDS.test(name)));
}

/** The last line is bash's own word about the times: real, user and system seconds. */
async function runShell(shell: ShellLine, signal: AbortSignal): Promise<Sample> {
  const script = `set -euo pipefail; TIMEFORMAT='%R %U %S'; time { ${shell.line}; }`;
  const child = spawnChild('bash', ['-c', script, 'bash', ...shell.args], {
    signal,
    env: { ...cleanEnvironment(), ...shell.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${shell.name}: exit code ${String(code)}\n${output.stderr}`);
  if (shell.expect !== undefined && !output.stdout.includes(shell.expect)) {
    throw new Error(`${shell.name} came to something else:\n${output.stdout.slice(0, 500)}`);
  }
  return readTimes(output.stderr);
}

function readTimes(stderr: string): Sample {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  const [real = NaN, user = NaN, system = NaN] = last.split(' ').map(Number);
  return { value: real, cpuSeconds: user + system };
}
