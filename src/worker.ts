#!/usr/bin/env node
/** The worker: configuration → clients → store → activities → Temporal. Runs until SIGTERM or SIGINT. */
import { Runtime } from '@temporalio/worker';
import { readEnvironment } from './config/environment.ts';
import { loadWorkerConfig } from './config/load.ts';
import { formatFaults } from './interface/fault.ts';
import { createLogger, temporalLogger } from './observability/logger.ts';
import { assemble } from './worker/assemble.ts';
import { connectToTemporal } from './worker/connect.ts';
import { createWorker, longestDrainMs } from './worker/create-worker.ts';
import { shutdownSignal } from './worker/shutdown.ts';

const FAILED = 1;
const BAD_CONFIGURATION = 2;
const UNDRAINED =
  'The worker ended before its steps had: they are taken again after their heartbeat time-out.';

async function main(): Promise<void> {
  const environment = readEnvironment(process.cwd());
  const loaded = loadWorkerConfig(environment, process.cwd());
  if (!loaded.ok) {
    process.stderr.write(`${formatFaults(loaded.faults, 'The configuration')}\n`);
    process.stderr.write('docs/configuration.md lists every variable.\n');
    process.exitCode = BAD_CONFIGURATION;
    return;
  }
  const { config, warnings } = loaded;
  const log = createLogger(config.worker.logLevel);
  for (const warning of warnings) log.warn(warning);
  Runtime.install({ logger: temporalLogger(log), shutdownSignals: [] });
  const stop = shutdownSignal((signal) => log.info({ signal }, 'worker drains'));
  const temporal = await connectToTemporal(environment, log, stop);
  for (const [instance, { baseUrl, limits, timeouts }] of config.instances) {
    log.info({ instance, baseUrl, ...limits, ...timeouts }, 'Marketo instance');
  }
  const { activities, destination, close } = await assemble(config);
  const worker = await createWorker(config, temporal, activities);
  stop.addEventListener('abort', () => {
    endAtTheLatest(longestDrainMs(config));
    worker.shutdown();
  });
  const running = worker.run();
  if (stop.aborted) worker.shutdown();
  const { address, namespace } = temporal;
  const { taskQueue } = config;
  const instances = [...config.instances.keys()];
  const where = { taskQueue, namespace, address, destination };
  log.info({ ...where, instances }, 'worker started');
  await running.catch((error: unknown) => {
    if (stop.aborted) fail(UNDRAINED); // the SDK says only that the worker is still in use
    throw error;
  });
  await close();
  await temporal.connection.close();
  log.info('worker stopped');
}

/** A step whose call is not answered may hold the SDK up beyond its own time; a supervisor would have to kill. */
function endAtTheLatest(afterMs: number): void {
  setTimeout(() => fail(UNDRAINED), afterMs).unref();
}

function fail(words: string): never {
  process.stderr.write(`${words}\n`);
  process.exit(FAILED);
}

main().catch((error: unknown) => {
  if (error instanceof Error && error.name === 'AbortError') return; // stopped before Temporal was there
  fail(`The worker stopped: ${error instanceof Error ? error.message : String(error)}`);
});
