import type { Client } from '@temporalio/client';

/** `TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API; its enums are no part of the client package. */
const WORKFLOW_QUEUE = 1;
/** A poll is held open for 60 s at most; whoever has not come back since then is gone. */
const POLLER_FRESH_MS = 70_000;

/** True when a worker has lately asked the queue for workflow tasks. */
export async function hasWorker(client: Client, taskQueue: string): Promise<boolean> {
  const { pollers } = await client.connection.withDeadline(Date.now() + 5_000, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- see WORKFLOW_QUEUE
      taskQueueType: WORKFLOW_QUEUE,
    }),
  );
  const oldest = (Date.now() - POLLER_FRESH_MS) / 1000;
  return pollers.some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) >= oldest);
}
