import { spawnEntry } from './spawn-entry.ts';
import type { Exit, SpawnedProcess } from './spawn-entry.ts';
import { temporalAddress } from './temporal-server.ts';

export interface SpawnedWorker {
  readonly pid: number;
  /** Its log so far, one pino record each; lines that are not JSON are left out. */
  logs(): Record<string, unknown>[];
  /** Everything it wrote, as it is. */
  output(): string;
  /** Resolves with the first log record that `matches`, also an earlier one; rejects when it exits or time is up. */
  waitForLog(
    matches: (record: Record<string, unknown>) => boolean,
    timeoutMs?: number,
  ): Promise<Record<string, unknown>>;
  readonly exited: Promise<Exit>;
  /** Sends the signal (default SIGTERM) and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<Exit>;
}

/**
 * Starts `src/worker.ts` against the shared dev server and waits until it polls its queue.
 * `env` wins over the address set here. Kill it in `afterAll` / `finally`.
 */
export async function spawnWorker(options: {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Default `src/worker.ts`. */
  readonly entry?: string;
  /** Default 60 s: bundling workflows on a busy machine takes its time. */
  readonly readyTimeoutMs?: number;
}): Promise<SpawnedWorker> {
  const spawned = spawnEntry({
    entry: options.entry ?? 'src/worker.ts',
    env: { TEMPORAL_ADDRESS: temporalAddress(), ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  try {
    await spawned.waitForLine(
      (line) => parseRecord(line)?.msg === 'worker started',
      options.readyTimeoutMs,
    );
  } catch (error) {
    await spawned.kill('SIGKILL');
    throw error;
  }
  return asWorker(spawned);
}

function asWorker(spawned: SpawnedProcess): SpawnedWorker {
  const output = () => `${spawned.stdout()}\n${spawned.stderr()}`;
  return {
    pid: spawned.pid,
    exited: spawned.exited,
    output,
    logs: () => {
      const records = output().split('\n').map(parseRecord);
      return records.filter((record) => record !== undefined);
    },
    waitForLog: async (matches, timeoutMs) => {
      const line = await spawned.waitForLine((text) => {
        const record = parseRecord(text);
        return record !== undefined && matches(record);
      }, timeoutMs);
      return parseRecord(line) ?? {};
    },
    kill: (signal) => spawned.kill(signal),
  };
}

function parseRecord(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined; // a line that is still being written
  }
}
