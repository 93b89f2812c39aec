/**
 * `src/worker.ts` without its limit on calls in 20 s, which a bench of many small windows would measure and nothing else.
 * Argument: URL of the product's worker entry, `…/dist/worker.js` or `…/src/worker.ts`.
 */
import process from 'node:process';

const [, , entry = ''] = process.argv;
const extension = entry.endsWith('.ts') ? 'ts' : 'js';
const part = (name) => import(new URL(`./${name}.${extension}`, entry).href);

const { readEnvironment } = await part('config/environment');
const { loadWorkerConfig } = await part('config/load');
const { createLogger } = await part('observability/logger');
const { installRuntime } = await part('observability/runtime');
const { assemble } = await part('worker/assemble');
const { connectToTemporal } = await part('worker/connect');
const { createWorker } = await part('worker/create-worker');
const { openMetrics } = await part('worker/observe-process');
const { spareMemory } = await part('worker/spare-memory');

spareMemory();
const environment = readEnvironment(process.cwd());
const loaded = loadWorkerConfig(environment, process.cwd());
if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
const config = { ...loaded.config, instances: withoutCallLimit(loaded.config.instances) };

const log = createLogger(config.worker.logLevel);
installRuntime(log, undefined);
const temporal = await connectToTemporal(environment, log, new globalThis.AbortController().signal);
const { activities } = await assemble(config, openMetrics());
const worker = await createWorker(config, temporal, activities);
const running = worker.run();
log.info('worker started');
await running;

function withoutCallLimit(instances) {
  return new Map(
    [...instances].map(([name, instance]) => {
      const limits = { ...instance.limits, callsPer20s: 1_000_000 };
      return [name, { ...instance, limits }];
    }),
  );
}
