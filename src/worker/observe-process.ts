/** What can be seen of a worker process from outside beside its logs: metrics, `/live` and `/ready`. */
import { Runtime, type Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { notListening } from '../config/listen-address.ts';
import type { WorkerConfig } from '../config/config.ts';
import { messageOf } from '../domain/message-of.ts';
import type { MarketoInstances } from '../marketo/instances.ts';
import { beginSeries } from '../observability/begin-series.ts';
import {
  type Health,
  type HealthServer,
  startHealthServer,
} from '../observability/health-server.ts';
import { createMetrics, type Metrics } from '../observability/metrics.ts';
import { sampleUsage } from '../observability/usage-sampler.ts';
import { productVersion } from '../product-version.ts';

/** After `installRuntime`. */
export function openMetrics(): Metrics {
  const metrics = createMetrics(Runtime.instance().metricMeter);
  metrics.set('buildInfo', 1, { version: productVersion() });
  return metrics;
}

/** Once its instances are open. */
export function countFromZero({ instances, taskQueue }: WorkerConfig, namespace: string): void {
  const { metricMeter } = Runtime.instance();
  beginSeries(metricMeter, { instances: instances.keys(), namespace, taskQueue });
}

/** Before there is a worker: a supervisor is to see that the process waits for Temporal. */
export async function openHealth(
  { worker: { healthAddress }, taskQueue }: WorkerConfig,
  worker: () => Worker | undefined,
): Promise<HealthServer | undefined> {
  if (healthAddress === undefined) return undefined;
  try {
    return await startHealthServer(healthAddress, () => healthOf(worker(), taskQueue));
  } catch (error) {
    throw notListening('EXTRACT_HEALTH_ADDRESS', healthAddress, error);
  }
}

function healthOf(worker: Worker | undefined, taskQueue: string): Health {
  const facts = { taskQueue, version: productVersion() };
  if (worker === undefined) return { ready: false, state: 'CONNECTING', facts };
  const { runState, numInFlightActivities, numCachedWorkflows } = worker.getStatus();
  return {
    ready: runState === 'RUNNING',
    state: runState,
    facts: {
      ...facts,
      activitiesInFlight: numInFlightActivities,
      cachedWorkflows: numCachedWorkflows,
    },
  };
}

/** Only where somebody looks: each reading is an API call of Marketo. */
export function watchUsage(
  { worker: { metricsAddress, usageIntervalMs }, policy }: WorkerConfig,
  metrics: Metrics,
  marketo: MarketoInstances,
  log: Logger,
  signal: AbortSignal,
): void {
  const quotaBytes = policy.dailyQuotaBytes;
  if (metricsAddress === undefined || usageIntervalMs === 0 || quotaBytes === undefined) return;
  const clients = new Map(
    marketo.names.flatMap((name) => {
      const client = marketo.get(name);
      return client === undefined ? [] : [[name, client] as const];
    }),
  );
  const onFailure = (instance: string, error: unknown) => {
    const reason = messageOf(error);
    log.warn({ instance, reason }, 'quota and queue could not be read for metrics');
  };
  void sampleUsage(
    { clients, metrics, quotaBytes, intervalMs: usageIntervalMs, onFailure },
    signal,
  );
}
