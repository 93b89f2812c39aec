#!/usr/bin/env node
/** The worker: configuration → clients → store → activities → Temporal. Runs until SIGTERM or SIGINT. */
import type { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { PayloadCodecError, TemporalConfigurationError } from './client/errors.ts';
import { loadPayloadCodec } from './client/payload-codec.ts';
import type { WorkerConfig } from './config/config.ts';
import { readEnvironment } from './config/environment.ts';
import { addressText } from './config/listen-address.ts';
import { loadWorkerConfig } from './config/load.ts';
import { messageOf } from './domain/message-of.ts';
import { formatFaults } from './interface/fault.ts';
import { createLogger } from './observability/logger.ts';
import { installRuntime } from './observability/runtime.ts';
import { TracingError } from './tracing/errors.ts';
import { openTracing } from './tracing/open-tracing.ts';
import { assemble } from './worker/assemble.ts';
import { connectToTemporal, type TemporalConnection } from './worker/connect.ts';
import { createWorker, longestDrainMs, workerVersion } from './worker/create-worker.ts';
import { lastWords } from './worker/last-words.ts';
import { countFromZero, openHealth, openMetrics, watchUsage } from './worker/observe-process.ts';
import { shutdownSignal } from './worker/shutdown.ts';
import { spareMemory } from './worker/spare-memory.ts';

const FAILED = 1;
const BAD_CONFIGURATION = 2;
const UNDRAINED =
  'The worker ended before its steps had: they are taken again after their heartbeat time-out.';

async function main(): Promise<void> {
  spareMemory();
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
  const codec = await loadPayloadCodec(environment, process.cwd());
  const tracing = await openTracing(environment, (reason) =>
    log.warn({ reason }, 'spans are lost: the OpenTelemetry collector does not take them'),
  );
  installRuntime(log, config.worker.metricsAddress);
  let worker: Worker | undefined;
  const health = await openHealth(config, () => worker);
  const stop = shutdownSignal((signal) => log.info({ signal }, 'worker drains'));
  const temporal = await connectToTemporal(environment, log, stop);
  const metrics = openMetrics();
  const { activities, marketo, destination, close } = await assemble(config, metrics, tracing);
  countFromZero(config, temporal.namespace);
  const working = (worker = await createWorker(config, temporal, activities, { codec, tracing }));
  stop.addEventListener('abort', () => {
    endAtTheLatest(longestDrainMs(config));
    working.shutdown();
  });
  const running = working.run();
  if (stop.aborted) working.shutdown();
  watchUsage(config, metrics, marketo, log, stop);
  logStart(log, config, temporal, destination);
  await running.catch((error: unknown) => {
    if (stop.aborted) fail(UNDRAINED); // the SDK says only that the worker is still in use
    throw error;
  });
  await Promise.all([close(), tracing?.close()]);
  await health?.close();
  await temporal.connection.close();
  log.info('worker stopped');
}

function logStart(
  log: Logger,
  config: WorkerConfig,
  { address, namespace }: TemporalConnection,
  destination: string,
): void {
  const { instances, taskQueue, worker } = config;
  for (const [instance, { baseUrl, limits, timeouts }] of instances) {
    log.info({ instance, baseUrl, ...limits, ...timeouts }, 'Marketo instance');
  }
  const where = { taskQueue, namespace, address, destination, ...workerVersion(config) };
  const { metricsAddress, healthAddress } = worker;
  const listens = {
    ...(metricsAddress === undefined ? {} : { metrics: addressText(metricsAddress) }),
    ...(healthAddress === undefined ? {} : { health: addressText(healthAddress) }),
  };
  log.info({ ...where, ...listens, instances: [...instances.keys()] }, 'worker started');
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
  const message = messageOf(error);
  const isConfiguration =
    error instanceof TemporalConfigurationError ||
    error instanceof PayloadCodecError ||
    error instanceof TracingError;
  if (!isConfiguration) fail(`The worker stopped: ${lastWords(error)}`);
  process.stderr.write(`${message}\n`);
  process.exit(BAD_CONFIGURATION);
});
