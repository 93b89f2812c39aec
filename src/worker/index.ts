/** The worker for programs that host it themselves, beside workers of their own. `src/worker.ts` is the process that does nothing else. */
import type { NativeConnection, Worker, WorkerOptions } from '@temporalio/worker';
import { loadPayloadCodec } from '../client/payload-codec.ts';
import { loadWorkerConfig } from '../config/load.ts';
import { formatFaults } from '../interface/fault.ts';
import type { Fault } from '../interface/fault.ts';
import { openTracing } from '../tracing/open-tracing.ts';
import { assemble } from './assemble.ts';
import { createWorker } from './create-worker.ts';
import { countFromZero, openMetrics } from './observe-process.ts';

export type { Fault } from '../interface/fault.ts';
export { histogramBuckets } from '../observability/metrics.ts';
export { bundleWorkflows } from './workflow-bundle.ts';

export interface ExtractWorkerOptions {
  /** Stays open when the worker ends: close it yourself. */
  readonly connection: NativeConnection;
  /** Default `default`. */
  readonly namespace?: string;
  /** The variables of docs/configuration.md. How to reach Temporal is not read. Default: those of the process. No `.env` is read. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** Absolute; what relative paths in the settings begin at. Default: the working folder of the process. */
  readonly folder?: string;
  /** Last changes to what `Worker.create` is given: interceptors, sinks, a tuner. */
  readonly adapt?: (options: WorkerOptions) => WorkerOptions;
}

export interface ExtractWorker {
  /** Temporal's own worker: its state, and `shutdown()`. */
  readonly worker: Worker;
  readonly taskQueue: string;
  /** What is odd about the settings, one line each: a mistyped name, for instance. Log it. */
  readonly warnings: readonly string[];
  /** Works until `worker.shutdown()`, or a signal that the SDK's `Runtime` listens for, and has drained; then closes its connections to Marketo. */
  run(): Promise<void>;
}

/** The settings are wrong; every fault is in the message, one a line, without any secret. */
export class InvalidConfigurationError extends Error {
  override readonly name = 'InvalidConfigurationError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(formatFaults(faults, 'The configuration'));
    this.faults = faults;
  }
}

/**
 * A worker for all extractions of its task queue. It has the queue to itself: workflows and activities of your own belong on
 * another queue, with a worker of their own, which may live in the same process. Rejects with `InvalidConfigurationError`, or
 * `PayloadCodecError` when the module of `EXTRACT_PAYLOAD_CODEC` is of no use, or `TracingError` when `OTEL_…` turns tracing on and it cannot be done.
 */
export async function createExtractWorker({
  connection,
  namespace = 'default',
  settings = process.env,
  folder = process.cwd(),
  adapt,
}: ExtractWorkerOptions): Promise<ExtractWorker> {
  const loaded = loadWorkerConfig(settings, folder);
  if (!loaded.ok) throw new InvalidConfigurationError(loaded.faults);
  const { config, warnings } = loaded;
  const codec = await loadPayloadCodec(settings, folder);
  const metrics = openMetrics();
  const opened: { readonly close: () => Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(opened.map((one) => one.close()));
  };
  try {
    const tracing = await openTracing(settings);
    if (tracing !== undefined) opened.push(tracing);
    const assembled = await assemble(config, metrics, tracing);
    opened.push(assembled);
    countFromZero(config, namespace);
    const temporal = { connection, namespace };
    const extensions = { codec, tracing, adapt };
    const worker = await createWorker(config, temporal, assembled.activities, extensions);
    const run = () => worker.run().finally(close);
    return { worker, taskQueue: worker.options.taskQueue, warnings, run };
  } catch (error) {
    await close();
    throw error;
  }
}
