import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { CONNECTION_FAULTS, type ConnectionFault, isNobody } from '../client/connection-fault.ts';
import { probeConnection } from '../client/probe-connection.ts';
import { temporalConfig, type TemporalEnvironment } from '../client/temporal-config.ts';
import { messageOf } from '../domain/message-of.ts';

const RETRY_MS = 2_000;
const PROBE_MS = 3_000;
/** The SDK's error has the words of gRPC's codes 7 and 16, and not their numbers. */
const REFUSAL =
  /code: 'The (caller does not have permission|request does not have valid authentication)/;
const REFUSED =
  'It refuses the API key or the certificate. Do TEMPORAL_API_KEY or TEMPORAL_TLS_CLIENT_CERT_PATH belong to the namespace? Both expire. ' +
  'Restart the worker with the right ones.';

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
  const target = { ...connectionOptions, address };
  for (;;) {
    try {
      const connection = await NativeConnection.connect(target);
      return { connection, namespace, address };
    } catch (error) {
      const reason = messageOf(error);
      const fault = REFUSAL.test(reason) ? undefined : await probeConnection(target, PROBE_MS);
      const advice = REFUSAL.test(reason) ? REFUSED : wordsOf(fault);
      log.warn(
        { address, reason, ...(fault === undefined ? {} : { fault }) },
        `Temporal is not reachable; trying again. ${advice}`,
      );
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}

function wordsOf(fault: ConnectionFault = 'refused'): string {
  const { what, next } = CONNECTION_FAULTS[fault];
  return isNobody(fault) ? next : `There is no connection: ${what}. ${next}`;
}
