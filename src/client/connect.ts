import { Client, Connection } from '@temporalio/client';
import { TemporalUnreachableError } from './errors.ts';
import { reasonOf } from './service-errors.ts';
import { temporalConfig } from './temporal-config.ts';

/** A connected client, and what was connected to. */
export interface TemporalConnection {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  readonly close: () => Promise<void>;
}

export interface ConnectOptions {
  /**
   * Where `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`, `TEMPORAL_PROFILE` and
   * `TEMPORAL_CONFIG_FILE` are read, as the Temporal CLI does. Default: the process's environment.
   */
  readonly env?: NodeJS.ProcessEnv;
  /** Wins over profile and environment. */
  readonly address?: string;
  /** Default 5 s. */
  readonly timeoutMs?: number;
}

/** Connects at once, so that an unreachable server is known before anything is asked of it. */
export async function connectTemporal(options: ConnectOptions = {}): Promise<TemporalConnection> {
  const config = temporalConfig(options.env ?? process.env);
  const { connectionOptions, namespace } = config;
  const address = options.address ?? config.address;
  const { tls, apiKey, metadata } = connectionOptions;
  try {
    const connection = await Connection.connect({
      address,
      connectTimeout: options.timeoutMs ?? 5_000,
      ...(tls === undefined || tls === null ? {} : { tls }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(metadata === undefined ? {} : { metadata }),
    });
    const client = new Client({ connection, namespace });
    return { client, address, namespace, close: () => connection.close() };
  } catch (error) {
    throw new TemporalUnreachableError(address, reasonOf(error), { cause: error });
  }
}
