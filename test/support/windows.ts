/** The windows of a run, seen from outside. */
import type { Client } from '@temporalio/client';
import { CANCELLATION_MEMO, STATUS_QUERY } from '../../src/interface/names.ts';
import type { CancelOutcome } from '../../src/interface/result.ts';
import type { ExtractStatus, WindowStatus } from '../../src/interface/status.ts';
import { eventually } from './eventually.ts';

export async function extractStatus(client: Client, workflowId: string): Promise<ExtractStatus> {
  return client.workflow.getHandle(workflowId).query<ExtractStatus>(STATUS_QUERY);
}

/** Waits until a window of the run is in a state that `matches`; answers its workflow id and status. */
export function windowWhere(
  client: Client,
  workflowId: string,
  what: string,
  matches: (status: WindowStatus) => boolean,
): Promise<{ windowId: string; status: WindowStatus }> {
  return eventually(what, async () => {
    const { windows } = await extractStatus(client, workflowId);
    for (const { workflowId: windowId } of windows) {
      if (windowId === undefined) continue;
      const status = await client.workflow.getHandle(windowId).query<WindowStatus>(STATUS_QUERY);
      if (matches(status)) return { windowId, status };
    }
    return undefined;
  });
}

/** What a cancel came to, as the closed run's memo tells it, with no worker needed. */
export async function cancellationMemo(
  client: Client,
  workflowId: string,
): Promise<readonly CancelOutcome[] | undefined> {
  const { memo } = await client.workflow.getHandle(workflowId).describe();
  return memo?.[CANCELLATION_MEMO] as readonly CancelOutcome[] | undefined;
}
