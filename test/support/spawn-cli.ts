import { spawnEntry } from './spawn-entry.ts';
import type { Exit, SpawnedProcess } from './spawn-entry.ts';

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
  /** It is killed, and the promise rejects, when it takes longer. Default 90 s. */
  readonly timeoutMs?: number;
}

/** Starts the real command line as a process, for a test that does something while it runs. */
export function spawnCli(args: readonly string[], options: CliOptions = {}): SpawnedProcess {
  const { timeoutMs: _timeoutMs, ...rest } = options;
  return spawnEntry({ entry: 'src/starter.ts', args, ...rest });
}

/** Runs the real command line to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const spawned = spawnCli(args, options);
  const { code } = await exitWithin(spawned, options.timeoutMs ?? 90_000);
  return { code, stdout: spawned.stdout(), stderr: spawned.stderr() };
}

/** Awaits the end; kills it and rejects with what it wrote when it does not come. */
export async function exitWithin(spawned: SpawnedProcess, timeoutMs: number): Promise<Exit> {
  const timedOut = Symbol('timed out');
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof timedOut>((resolve) => {
    timer = setTimeout(() => resolve(timedOut), timeoutMs);
  });
  const first = await Promise.race([spawned.exited, limit]);
  clearTimeout(timer);
  if (first !== timedOut) return first;
  await spawned.kill('SIGKILL');
  throw new Error(
    `Still running after ${timeoutMs} ms. It wrote:\n${spawned.stdout()}\n${spawned.stderr()}`,
  );
}
