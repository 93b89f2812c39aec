import { hostname } from 'node:os';
import { createActivities } from '../activities/index.ts';
import type { Activities } from '../activities/index.ts';
import { temporalRuns } from '../activities/temporal-runs.ts';
import type { WorkerConfig } from '../config/config.ts';
import { createLedger } from '../ledger/ledger.ts';
import { openInstances } from '../marketo/instances.ts';
import type { MarketoInstances } from '../marketo/instances.ts';
import { measuredActivities } from '../observability/measured-activities.ts';
import type { Metrics } from '../observability/metrics.ts';
import { callMetrics, transferMetrics } from '../observability/observe-marketo.ts';
import { productVersion } from '../product-version.ts';
import { openStore } from '../store/open-store.ts';
import type { Tracing } from '../tracing/tracing.ts';

export interface Assembled {
  readonly activities: Activities;
  /** URI of the place that files go to; of a folder its path. */
  readonly destination: string;
  readonly marketo: MarketoInstances;
  /** Lets calls under way end. */
  readonly close: () => Promise<void>;
}

/** Configuration → clients → store → activities, all of them measured. */
export async function assemble(
  config: WorkerConfig,
  metrics: Metrics,
  tracing: Tracing | undefined,
): Promise<Assembled> {
  const { destination, fileMode, s3 } = config;
  const store = await openStore(destination, { fileMode, s3 });
  const marketo = openInstances(config.instances, (instance) => {
    const [count, trace] = [callMetrics(metrics, instance), tracing?.callsOf(instance)];
    return (call) => {
      count(call);
      trace?.(call);
    };
  });
  const activities = createActivities({
    marketo,
    store,
    ledger: createLedger(store),
    expectedStoreId: config.storeId,
    policy: config.policy,
    runs: temporalRuns,
    transfers: transferMetrics(metrics),
    hostName: hostname(),
    productVersion: productVersion(),
  });
  return {
    activities: measuredActivities(activities, metrics),
    destination: destination.kind === 'file' ? destination.root : store.uri,
    marketo,
    close: () => marketo.close(),
  };
}
