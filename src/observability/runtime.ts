/** The SDK's runtime with our logger and, when asked for, an endpoint for Prometheus that has its metrics and ours. */
import { Runtime, type TelemetryOptions } from '@temporalio/worker';
import type { Logger as Pino } from 'pino';
import { addressText, type ListenAddress, notListening } from '../config/listen-address.ts';
import { temporalLogger } from './logger.ts';
import { histogramBuckets } from './metrics.ts';

/** Once, before any connection. Throws when the address cannot be listened on. */
export function installRuntime(log: Pino, metricsAddress: ListenAddress | undefined): void {
  const options = {
    logger: temporalLogger(log),
    shutdownSignals: [], // src/worker/shutdown.ts has its own
    ...(metricsAddress === undefined ? {} : { telemetryOptions: prometheusAt(metricsAddress) }),
  };
  try {
    Runtime.install(options);
  } catch (error) {
    if (metricsAddress === undefined) throw error;
    throw notListening('EXTRACT_METRICS_ADDRESS', metricsAddress, error);
  }
}

function prometheusAt(address: ListenAddress): TelemetryOptions {
  return {
    metrics: {
      attachServiceName: false,
      prometheus: {
        bindAddress: addressText(address),
        // As Prometheus names things: base units, and counters that say so.
        countersTotalSuffix: true,
        unitSuffix: true,
        useSecondsForDurations: true,
        histogramBucketOverrides: histogramBuckets(),
      },
    },
  };
}
