import type { Client } from '@temporalio/client';
import { extractHandle } from './extract-handle.ts';
import type { ExtractHandle } from './extract-handle.ts';
import { runOf } from './extract-run.ts';
import { withOurErrors } from './service-errors.ts';

/**
 * The extraction of that workflow id that runs, or else the last one that ran; whoever started it. Rejects with
 * `ExtractNotFoundError` when there is none, `ForeignWorkflowError` when it is a workflow of another type, `TemporalUnreachableError`
 * when Temporal does not answer.
 */
export async function joinExtract(client: Client, workflowId: string): Promise<ExtractHandle> {
  const description = await withOurErrors(client, workflowId, () =>
    client.workflow.getHandle(workflowId).describe(),
  );
  return extractHandle(client, runOf(description));
}
