import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { temporalConfig, type TemporalEnvironment } from '../client/temporal-config.ts';

const RETRY_MS = 2_000;

export interface TemporalConnection {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly address: string;
}

/** Connects by `TEMPORAL_*`; a server that is not there yet is waited for, so that start order does not matter. */
export async function connectToTemporal(
  environment: TemporalEnvironment,
  log: Logger,
  signal: AbortSignal,
): Promise<TemporalConnection> {
  const { connectionOptions, namespace, address } = temporalConfig(environment);
  for (;;) {
    try {
      const connection = await NativeConnection.connect({ ...connectionOptions, address });
      return { connection, namespace, address };
    } catch (error) {
      log.warn(
        { address, reason: error instanceof Error ? error.message : String(error) },
        'Temporal is not reachable; trying again. Is TEMPORAL_ADDRESS right, and is the server up?',
      );
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}
