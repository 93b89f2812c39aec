import type { Client } from '@temporalio/client';

/** `TASK_QUEUE_TYPE_…` of Temporal's API; its enums are no part of the client package. */
const QUEUE_TYPES = { workflows: 1, activities: 2 } as const;
/** A poll is held open for 60 s at most; whoever has not come back since then is gone. */
const POLLER_FRESH_MS = 70_000;
const DEADLINE_MS = 5_000;

/** A worker as the server sees it. */
export interface Poller {
  /** As the worker names itself. */
  readonly identity: string;
  /** When it last asked for work, by the server's clock, in epoch milliseconds. */
  readonly lastAccessMs: number;
}

/** Who has lately asked the queue for tasks of that kind. Also tells of workers that are gone since a few minutes. */
export async function pollersOf(
  client: Client,
  taskQueue: string,
  kind: keyof typeof QUEUE_TYPES,
): Promise<Poller[]> {
  const { pollers } = await client.connection.withDeadline(Date.now() + DEADLINE_MS, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- see QUEUE_TYPES
      taskQueueType: QUEUE_TYPES[kind],
    }),
  );
  return pollers.map(({ identity, lastAccessTime }) => ({
    identity: identity ?? '',
    lastAccessMs:
      Number(lastAccessTime?.seconds ?? 0) * 1_000 + (lastAccessTime?.nanos ?? 0) / 1_000_000,
  }));
}

/** `nowMs`: as near to the server's clock as is known. */
export function isPolling({ lastAccessMs }: Poller, nowMs: number): boolean {
  return lastAccessMs >= nowMs - POLLER_FRESH_MS;
}

/** True when a worker has lately asked the queue for workflow tasks. */
export async function hasWorker(client: Client, taskQueue: string): Promise<boolean> {
  const pollers = await pollersOf(client, taskQueue, 'workflows');
  return pollers.some((poller) => isPolling(poller, Date.now()));
}

/** The same. A server that cannot tell is no reason to raise the alarm. */
export async function seesWorker(client: Client, taskQueue: string): Promise<boolean> {
  try {
    return await hasWorker(client, taskQueue);
  } catch {
    return true;
  }
}
