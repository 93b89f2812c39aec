import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { DEFAULT_TASK_QUEUE, EXTRACT_ACTIVITIES } from '../interface/names.ts';
import type { ExtractRequest } from '../interface/request-shape.ts';
import { requestPurpose, requestSummary } from '../interface/request-words.ts';
import { deriveWorkflowId } from '../interface/workflow-id.ts';
import { acceptRequest } from './accept-request.ts';
import { extractHandle } from './extract-handle.ts';
import type { ExtractHandle } from './extract-handle.ts';
import { runOf } from './extract-run.ts';
import { pinPeriod } from './pin-period.ts';
import { withOurErrors } from './service-errors.ts';

export interface StartOptions {
  /** Default: derived from the request, so that whoever asks for the same joins the run that is under way. */
  readonly workflowId?: string;
  /** Default `marketo-activity-extract`. */
  readonly taskQueue?: string;
}

export interface StartedExtract extends ExtractHandle {
  /** True when a run of that id was under way already: nothing was started, and its request counts. */
  readonly joined: boolean;
}

/** Memo key that tells whose start a run is: the SDK does not pass the server's own answer on. */
const START_TOKEN_MEMO = 'startToken';

/**
 * Starts an extraction, or joins the one of the same id that is under way. The request is checked first, by the rules of the
 * worker. Rejects with `InvalidRequestError` and every fault when it is wrong, with `ForeignWorkflowError` when a workflow of another
 * type runs under the id, with `TemporalUnreachableError` when Temporal does not answer. Needs no worker: the run waits for one.
 */
export async function startExtract(
  client: Client,
  request: ExtractRequest,
  options: StartOptions = {},
): Promise<StartedExtract> {
  const accepted = acceptRequest(request, new Date());
  const workflowId = options.workflowId ?? deriveWorkflowId(accepted.request, accepted.refresh);
  const token = randomUUID();
  return withOurErrors(client, workflowId, async () => {
    const handle = await client.workflow.start(EXTRACT_ACTIVITIES, {
      workflowId,
      taskQueue: options.taskQueue ?? DEFAULT_TASK_QUEUE,
      args: [pinPeriod(request, accepted)],
      memo: { [START_TOKEN_MEMO]: token },
      staticSummary: requestSummary(accepted.request),
      staticDetails: requestPurpose(accepted.request),
      // The ledger, not Temporal, keeps a window from being paid twice: an id may be used again.
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    });
    const description = await handle.describe();
    const joined = description.memo?.[START_TOKEN_MEMO] !== token;
    return { ...extractHandle(client, runOf(description)), joined };
  });
}
