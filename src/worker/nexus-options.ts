import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import type { WorkerConfig } from '../config/config.ts';
import { extractService } from '../nexus/extract-handler.ts';

/** Each start and cancel of an operation is one short task: the SDK's ten open calls a worker would wait for nothing. */
const NEXUS_POLLS = 2;

/**
 * What a worker needs to serve the Nexus operation; nothing for a server before Nexus. Polled for Nexus tasks all the same, it
 * would refuse, and the SDK gives the whole worker up after a minute of refusals.
 */
export async function nexusOptions(
  { instances }: WorkerConfig,
  connection: NativeConnection,
): Promise<Pick<WorkerOptions, 'nexusServices' | 'maxConcurrentNexusTaskPolls'>> {
  const { capabilities } = await connection.workflowService.getSystemInfo({});
  if (capabilities?.nexus !== true) return {};
  return {
    nexusServices: [extractService([...instances.keys()])],
    maxConcurrentNexusTaskPolls: NEXUS_POLLS,
  };
}
