import type { TemporalConnection } from '../client/connect.ts';
import { readEnvironment } from '../config/environment.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './exit-code.ts';
import { givenBase } from './output/ui-url.ts';

/** One connection to Temporal and the settings that go with it. */
export interface Session extends TemporalConnection {
  readonly env: NodeJS.ProcessEnv;
}

/** Connects by the environment (and a `.env` in the working folder, as the worker reads it), runs, closes. */
export async function withTemporal<T>(
  { io }: CliContext,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const { connectTemporal } = await import('../client/connect.ts');
  const env = { ...readEnvironment(process.cwd(), io.env) };
  givenBase(env); // a wrong one is told before anything is done, not by a broken link after it
  const connection = await connectTemporal({ env });
  try {
    return await use({ ...connection, env });
  } finally {
    await connection.close();
  }
}

/** `--task-queue`, else what the worker goes by too. */
export async function taskQueueOf(
  { env }: { readonly env: NodeJS.ProcessEnv },
  flag: string | undefined,
): Promise<string> {
  if (flag !== undefined) return flag;
  const { loadClientConfig } = await import('../config/load.ts');
  const loaded = loadClientConfig(env);
  if (loaded.ok) return loaded.config.taskQueue;
  const { formatFaults } = await import('../interface/fault.ts');
  throw new UsageError(formatFaults(loaded.faults, 'The configuration'));
}
