import { hostname } from 'node:os';
import { createActivities } from '../activities/index.ts';
import type { Activities } from '../activities/index.ts';
import { temporalRuns } from '../activities/temporal-runs.ts';
import type { WorkerConfig } from '../config/config.ts';
import { createLedger } from '../ledger/ledger.ts';
import { openInstances } from '../marketo/instances.ts';
import { productVersion } from '../product-version.ts';
import { openStore } from '../store/open-store.ts';

export interface Assembled {
  readonly activities: Activities;
  /** Lets calls under way end. */
  readonly close: () => Promise<void>;
}

/** Configuration → clients → store → activities. */
export function assemble(config: WorkerConfig): Assembled {
  const store = openStore(config.destination, { fileMode: config.fileMode });
  const marketo = openInstances(config.instances);
  const activities = createActivities({
    marketo,
    store,
    ledger: createLedger(store),
    expectedStoreId: config.storeId,
    policy: config.policy,
    runs: temporalRuns,
    hostName: hostname(),
    productVersion: productVersion(),
  });
  return { activities, close: () => marketo.close() };
}
