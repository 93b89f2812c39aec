import type { ExtractPlan } from '../interface/result.ts';
import { activitiesFor, DEFAULT_HEARTBEAT_TIMEOUT_MS } from './activities.ts';
import { guarded } from './guarded.ts';
import { resolveInput } from './run-times.ts';

/**
 * Workflow `planExtract`: what `extractActivities` would do with the same request. Writes nothing. It is a workflow
 * because only workers see the destination.
 */
export function planExtract(request: unknown): Promise<ExtractPlan> {
  return guarded(async () => {
    const { beforePaying } = activitiesFor(DEFAULT_HEARTBEAT_TIMEOUT_MS);
    const run = await beforePaying.resolveRequest(resolveInput(request, { dryRun: true }));
    const { windows } = await beforePaying.planWindows({ run, explain: true });
    return {
      version: 1,
      instance: run.request.instance,
      dataset: run.request.dataset,
      ...(run.storeId === '' ? {} : { storeId: run.storeId }),
      windows,
    };
  });
}
