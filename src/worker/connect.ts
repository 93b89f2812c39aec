import { setTimeout as sleep } from 'node:timers/promises';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';

const RETRY_MS = 2_000;

export interface TemporalConnection {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly address: string;
}

/** Connects by `TEMPORAL_*`; a server that is not there yet is waited for, so that start order does not matter. */
export async function connectToTemporal(
  environment: Readonly<Record<string, string | undefined>>,
  log: Logger,
  signal: AbortSignal,
): Promise<TemporalConnection> {
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: definedOnly(environment),
  });
  const address = connectionOptions.address ?? '127.0.0.1:7233';
  for (;;) {
    try {
      const connection = await NativeConnection.connect({ ...connectionOptions, address });
      return { connection, namespace: namespace ?? 'default', address };
    } catch (error) {
      log.warn(
        { address, reason: error instanceof Error ? error.message : String(error) },
        'Temporal is not reachable; trying again. Is TEMPORAL_ADDRESS right, and is the server up?',
      );
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}

function definedOnly(environment: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
}
