import { spawnEntry } from './spawn-entry.ts';
import type { Exit, SpawnedProcess, SpawnOptions } from './spawn-entry.ts';

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type CliOptions = Omit<SpawnOptions, 'entry' | 'args'>;

interface RunOptions extends CliOptions {
  /** It is killed, and the promise rejects, when it takes longer. Default 90 s. */
  readonly timeoutMs?: number;
}

/** Starts the real command line as a process, for a test that does something while it runs. */
export function spawnCli(args: readonly string[], options: CliOptions = {}): SpawnedProcess {
  return spawnEntry({ entry: 'src/starter.ts', args, ...options });
}

/** Runs the real command line to its end. */
export async function runCli(
  args: readonly string[],
  { timeoutMs = 90_000, ...options }: RunOptions = {},
): Promise<CliRun> {
  const spawned = spawnCli(args, options);
  const { code } = await exitWithin(spawned, timeoutMs);
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
