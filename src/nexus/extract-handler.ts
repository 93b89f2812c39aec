import { ApplicationFailure } from '@temporalio/common';
import { startWorkflow, WorkflowRunOperationHandler } from '@temporalio/nexus';
import { HandlerError, serviceHandler } from 'nexus-rpc';
import { acceptRequest } from '../activities/accept-request.ts';
import { pinPeriod } from '../client/pin-period.ts';
import { EXTRACT_ACTIVITIES } from '../interface/names.ts';
import type { AcceptedRequest } from '../interface/request.ts';
import type { ExtractRequest } from '../interface/request-shape.ts';
import type { ExtractResult } from '../interface/result.ts';
import { deriveWorkflowId } from '../interface/workflow-id.ts';
import type { extractActivities } from '../workflows/extract-activities.ts';
import { marketoExtract } from './index.ts';

/** `instances`: names of the Marketo instances that this worker knows. */
export function extractService(instances: readonly string[]) {
  return serviceHandler(marketoExtract, {
    extract: new WorkflowRunOperationHandler<ExtractRequest, ExtractResult>((context, request) => {
      const accepted = acceptOrRefuse(request, instances);
      return startWorkflow<typeof extractActivities>(context, EXTRACT_ACTIVITIES, {
        workflowId: deriveWorkflowId(accepted.request, accepted.refresh),
        args: [pinPeriod(request, accepted)],
        // As `startExtract` does: the callback of who joins is attached to the run that is under way.
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      });
    }),
  });
}

/**
 * Refusals are final. Also that of a newer version, which a run would wait out: an operation that is tried again and
 * again has not started, and what has not started cannot be cancelled.
 */
function acceptOrRefuse(request: unknown, instances: readonly string[]): AcceptedRequest {
  try {
    return acceptRequest(request, { referenceTime: new Date(), instances });
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    throw new HandlerError('BAD_REQUEST', error.message, { cause: error });
  }
}
