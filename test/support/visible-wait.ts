/** A step that waits to be healed, as an operator sees it, and what the operator does to be quick about it. */
import type { Client } from '@temporalio/client';
import { eventually } from './eventually.ts';
import { extractStatus } from './windows.ts';

export interface VisibleWait {
  readonly workflowId: string;
  readonly activityId: string;
  readonly type: string;
  readonly message: string;
}

/** Waits until a pending activity of the run, or of one of its windows, shows a last failure that `matches`. */
export function waitsFor(client: Client, runId: string, message: RegExp): Promise<VisibleWait> {
  return eventually(`it waits for ${message.source}`, async () => {
    for (const workflowId of [runId, ...(await windowIds(client, runId))]) {
      const { raw } = await client.workflow.getHandle(workflowId).describe();
      for (const { activityId, lastFailure } of raw.pendingActivities ?? []) {
        const text = lastFailure?.message ?? '';
        if (!activityId || !message.test(text)) continue;
        const type = lastFailure?.applicationFailureInfo?.type ?? '';
        return { workflowId, activityId, type, message: text };
      }
    }
    return undefined;
  });
}

async function windowIds(client: Client, runId: string): Promise<string[]> {
  const { windows } = await extractStatus(client, runId);
  return windows.flatMap(({ workflowId }) => workflowId ?? []);
}

/** As an operator does it (`temporal activity reset`), instead of waiting half a minute for the next try. */
export async function retryNow(client: Client, wait: VisibleWait): Promise<void> {
  await client.connection.workflowService.resetActivity({
    namespace: 'default',
    execution: { workflowId: wait.workflowId },
    id: wait.activityId,
  });
}
