import type { ExtractPlan } from '../interface/result.ts';
import { activitiesFor, DEFAULT_HEARTBEAT_TIMEOUT_MS } from './activities.ts';
import { toWorkflowFailure } from './failures.ts';
import { referenceTimeMs } from './reference-time.ts';

/**
 * Workflow `planExtract`: what `extractActivities` would do with the same request. Writes nothing. It is a workflow
 * because only workers see the destination.
 */
export async function planExtract(request: unknown): Promise<ExtractPlan> {
  const activities = activitiesFor(DEFAULT_HEARTBEAT_TIMEOUT_MS);
  try {
    const run = await activities.resolveRequest({
      request,
      referenceTimeMs: referenceTimeMs(),
      dryRun: true,
    });
    const { windows } = await activities.planWindows({ run });
    return {
      version: 1,
      instance: run.request.instance,
      dataset: run.request.dataset,
      windows,
    };
  } catch (error) {
    throw toWorkflowFailure(error);
  }
}
