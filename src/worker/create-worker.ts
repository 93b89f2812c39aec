import type { PayloadCodec, WorkerDeploymentVersion } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { InjectedSinks, WorkerOptions } from '@temporalio/worker';
import { workerIdentity } from '../client/worker-identity.ts';
import type { Activities } from '../activities/index.ts';
import type { WorkerConfig } from '../config/config.ts';
import { productVersion } from '../product-version.ts';
import type { TemporalConnection } from './connect.ts';
import { logInstance } from './log-instance.ts';
import { nexusOptions } from './nexus-options.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { TraceSinks } from '../workflows/trace-interceptor.ts';
import { PAYLOAD_CONVERTER_PATH, workflowSource } from './workflow-bundle.ts';

/** A cancel or a dead worker is noticed as fast as heartbeats are really sent. */
const MAX_HEARTBEAT_THROTTLE_MS = 5_000;

/** The SDK gives a worker up that has not drained some seconds after the grace time. */
const FORCE_AFTER_GRACE_MS = 15_000;
/** For what comes after the steps: the last answers to Temporal, and the connections. */
const LAST_WORDS_MS = 6_000;

/** From the signal to stop to the end of the process. */
export function longestDrainMs({ worker }: WorkerConfig): number {
  return worker.shutdownGraceMs + FORCE_AFTER_GRACE_MS + LAST_WORDS_MS;
}

/** What a worker has only when it is asked for. */
export interface WorkerExtensions {
  readonly codec?: PayloadCodec | undefined;
  readonly tracing?: Tracing | undefined;
  /** Last changes to what `Worker.create` is given. */
  readonly adapt?: ((options: WorkerOptions) => WorkerOptions) | undefined;
}

/** Workflow code tells of its runs in any case; the SDK logs an error for each word that nobody takes. */
const UNTRACED: InjectedSinks<TraceSinks> = { trace: { runEnded: { fn: () => undefined } } };

export async function createWorker(
  config: WorkerConfig,
  { connection, namespace }: Pick<TemporalConnection, 'connection' | 'namespace'>,
  activities: Activities,
  extensions: WorkerExtensions = {},
): Promise<Worker> {
  const nexus = await nexusOptions(config, connection);
  const { adapt = (given: WorkerOptions) => given } = extensions;
  const options = adapt({
    connection,
    namespace,
    ...workerOptions(config, activities, extensions),
    ...nexus,
  });
  return Worker.create({ ...options, sinks: { ...UNTRACED, ...options.sinks } });
}

/** What the workflows and activities need of a worker. */
function workerOptions(
  config: WorkerConfig,
  activities: Activities,
  { codec, tracing }: WorkerExtensions,
): WorkerOptions {
  const { heartbeatTimeoutMs } = config.policy;
  const { interceptorModules, ...source } = workflowSource(config.worker.workflowBundle);
  return {
    taskQueue: config.taskQueue,
    identity: workerIdentity(),
    ...source,
    activities,
    ...versioning(config),
    interceptors: {
      activity: [logInstance, ...(tracing === undefined ? [] : [tracing.activities])],
      workflowModules: interceptorModules,
    },
    ...(tracing === undefined ? {} : { sinks: tracing.sinks }),
    dataConverter: {
      payloadConverterPath: PAYLOAD_CONVERTER_PATH,
      ...(codec === undefined ? {} : { payloadCodecs: [codec] }),
    },
    maxHeartbeatThrottleInterval: Math.min(heartbeatTimeoutMs / 3, MAX_HEARTBEAT_THROTTLE_MS),
    // A crashed worker's cached workflows move on after this, not after the default of 10 s.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: config.worker.shutdownGraceMs,
    shutdownForceTime: config.worker.shutdownGraceMs + FORCE_AFTER_GRACE_MS,
  };
}

/** Of Worker Versioning; undefined when that is off. */
export function workerVersion({
  worker: { deployment },
}: WorkerConfig): WorkerDeploymentVersion | undefined {
  if (deployment === undefined) return undefined;
  const { name: deploymentName, buildId = productVersion() } = deployment;
  return { deploymentName, buildId };
}

/** Why AUTO_UPGRADE: docs/decisions/023-worker-versioning.md. */
function versioning(config: WorkerConfig): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  const version = workerVersion(config);
  if (version === undefined) return {};
  return {
    workerDeploymentOptions: {
      version,
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  };
}
