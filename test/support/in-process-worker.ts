/** The real worker within the test's own process, for tests that put something between it and its store or Marketo. */
import { NativeConnection } from '@temporalio/worker';
import './quiet-runtime.ts';
import { createActivities } from '../../src/activities/index.ts';
import type { Activities } from '../../src/activities/index.ts';
import type { Dependencies } from '../../src/activities/dependencies.ts';
import { temporalRuns } from '../../src/activities/temporal-runs.ts';
import { loadWorkerConfig } from '../../src/config/load.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import type { MarketoClientConfig } from '../../src/marketo/client.ts';
import { openInstances } from '../../src/marketo/instances.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createWorker } from '../../src/worker/create-worker.ts';

export interface InProcessWorker extends AsyncDisposable {
  /** May be called more than once. */
  stop(): Promise<void>;
}

export async function startInProcessWorker(options: {
  readonly env: Readonly<Record<string, string>>;
  readonly address: string;
  /** What no variable sets: times that tests cannot wait for. */
  readonly marketo?: Pick<MarketoClientConfig, 'limits' | 'timeouts' | 'now'>;
  readonly change?: (dependencies: Dependencies) => Dependencies;
  readonly wrap?: (activities: Activities) => Activities;
}): Promise<InProcessWorker> {
  const loaded = loadWorkerConfig(options.env, process.cwd());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  const { config } = loaded;
  const store = await openStore(config.destination, { fileMode: config.fileMode, s3: config.s3 });
  const adjusted = [...config.instances].map(([name, instance]) => {
    const limits = { ...instance.limits, ...options.marketo?.limits };
    const timeouts = { ...instance.timeouts, ...options.marketo?.timeouts };
    return [name, { ...instance, ...options.marketo, limits, timeouts }] as const;
  });
  const marketo = openInstances(new Map(adjusted));
  const dependencies: Dependencies = {
    marketo,
    store,
    ledger: createLedger(store),
    policy: config.policy,
    runs: temporalRuns,
    hostName: 'test',
    productVersion: 'test',
  };
  const activities = createActivities(options.change?.(dependencies) ?? dependencies);
  const connection = await NativeConnection.connect({ address: options.address });
  const worker = await createWorker(
    config,
    { connection, namespace: 'default' },
    options.wrap?.(activities) ?? activities,
  );
  const running = worker.run();
  const end = async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running;
    await marketo.close();
    await connection.close();
  };
  let ended: Promise<void> | undefined;
  const stop = () => (ended ??= end());
  return { stop, [Symbol.asyncDispose]: stop };
}
