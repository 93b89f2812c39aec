import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import type { WorkerConfig } from '../config/config.ts';
import type { TemporalConnection } from './connect.ts';

/** A cancel or a dead worker is noticed as fast as heartbeats are really sent. */
const MAX_HEARTBEAT_THROTTLE_MS = 5_000;

/** Sources run as `.ts` in development and as `.js` when built. */
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

export function createWorker(
  config: WorkerConfig,
  { connection, namespace }: TemporalConnection,
  activities: Activities,
): Promise<Worker> {
  const { heartbeatTimeoutMs } = config.policy;
  return Worker.create({
    connection,
    namespace,
    taskQueue: config.taskQueue,
    workflowsPath: pathOf(`../workflows/index.${EXTENSION}`),
    activities,
    dataConverter: { payloadConverterPath: pathOf(`./payload-converter.${EXTENSION}`) },
    maxHeartbeatThrottleInterval: Math.min(heartbeatTimeoutMs / 3, MAX_HEARTBEAT_THROTTLE_MS),
    // A crashed worker's cached workflows move on after this, not after the default of 10 s.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: config.worker.shutdownGraceMs,
    shutdownForceTime: config.worker.shutdownGraceMs + 15_000,
  });
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
