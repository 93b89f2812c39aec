import type { Client } from '@temporalio/client';
import { POLL_NOW_SIGNAL } from '../interface/names.ts';
import { withOurErrors } from './service-errors.ts';

/** Asks a running extraction to cancel: its jobs at Marketo too. Await `extractResult` for what came of it. */
export async function cancelExtract(client: Client, workflowId: string): Promise<void> {
  await withOurErrors(client, workflowId, () => client.workflow.getHandle(workflowId).cancel());
}

/** Ends whatever wait is going on: Marketo is asked now. */
export async function pollNow(client: Client, workflowId: string): Promise<void> {
  await withOurErrors(client, workflowId, () =>
    client.workflow.getHandle(workflowId).signal(POLL_NOW_SIGNAL),
  );
}
