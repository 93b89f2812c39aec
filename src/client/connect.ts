import { Client, Connection } from '@temporalio/client';
import { TemporalRefusedError, TemporalUnreachableError } from './errors.ts';
import { probeConnection } from './probe-connection.ts';
import { isRefusal, reasonOf } from './service-errors.ts';
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
  /** Default 5 s; when it fails, about half as long again to find out why. */
  readonly timeoutMs?: number;
}

/** Of the time for connecting. */
const PROBE_SHARE = 0.6;

/**
 * Connects at once, so that an unreachable server is known before anything is asked of it. Rejects with `TemporalUnreachableError`,
 * `TemporalRefusedError` or `TemporalConfigurationError`, each with what to do; no key or certificate is in their messages.
 */
export async function connectTemporal(options: ConnectOptions = {}): Promise<TemporalConnection> {
  const config = temporalConfig(options.env ?? process.env);
  const { connectionOptions, namespace } = config;
  const address = options.address ?? config.address;
  const timeoutMs = options.timeoutMs ?? 5_000;
  const { tls, apiKey, metadata } = connectionOptions;
  try {
    const connection = await Connection.connect({
      address,
      connectTimeout: timeoutMs,
      ...(tls === undefined || tls === null ? {} : { tls }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(metadata === undefined ? {} : { metadata }),
    });
    const client = new Client({ connection, namespace });
    return { client, address, namespace, close: () => connection.close() };
  } catch (error) {
    const reason = reasonOf(error);
    if (isRefusal(error))
      throw new TemporalRefusedError(address, namespace, reason, { cause: error });
    const fault = await probeConnection({ ...connectionOptions, address }, timeoutMs * PROBE_SHARE);
    throw new TemporalUnreachableError(address, reason, { cause: error, fault });
  }
}
