import { Client, Connection } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { traceStarts } from '../tracing/trace-starts.ts';
import { TemporalRefusedError, TemporalUnreachableError } from './errors.ts';
import { guardedCodec, loadPayloadCodec } from './payload-codec.ts';
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
   * `TEMPORAL_CONFIG_FILE` are read, as the Temporal CLI does, `EXTRACT_PAYLOAD_CODEC`, and for tracing `OTEL_…`. Default: the process's environment.
   */
  readonly env?: NodeJS.ProcessEnv;
  /** Wins over profile and environment. */
  readonly address?: string;
  /** In the place of `EXTRACT_PAYLOAD_CODEC`. */
  readonly payloadCodec?: PayloadCodec;
  /** Default 5 s; when it fails, about half as long again to find out why. */
  readonly timeoutMs?: number;
}

/** Of the time for connecting. */
const PROBE_SHARE = 0.6;

/**
 * Connects at once, so that an unreachable server is known before anything is asked of it. Rejects with `TemporalUnreachableError`,
 * `TemporalRefusedError`, `TemporalConfigurationError` or `PayloadCodecError`, each with what to do; no key or certificate is in their messages.
 */
export async function connectTemporal(options: ConnectOptions = {}): Promise<TemporalConnection> {
  const env = options.env ?? process.env;
  const config = temporalConfig(env);
  const codec = options.payloadCodec ?? (await loadPayloadCodec(env, process.cwd()));
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
    const traced = traceStarts(env);
    const client = new Client({
      connection,
      namespace,
      dataConverter: { payloadCodecs: [guardedCodec(codec)] },
      interceptors: { workflow: [traced.interceptor] },
    });
    const close = async () => {
      await traced.close();
      await connection.close();
    };
    return { client, address, namespace, close };
  } catch (error) {
    const reason = reasonOf(error);
    if (isRefusal(error))
      throw new TemporalRefusedError(address, namespace, reason, { cause: error });
    const fault = await probeConnection({ ...connectionOptions, address }, timeoutMs * PROBE_SHARE);
    throw new TemporalUnreachableError(address, reason, { cause: error, fault });
  }
}
