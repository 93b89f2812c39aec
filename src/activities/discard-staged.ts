import type { JobInput } from '../interface/steps.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireSameStore } from './same-store.ts';

/** Removes what was staged of a job whose file is wrong or will never come. Absent is fine. */
export function discardStagedActivity(parts: Pick<Dependencies, 'store' | 'ledger' | 'hostName'>) {
  return defineActivity('afterPaying', async ({ run, exportId }: JobInput) => {
    await requireSameStore(parts, run);
    await parts.store.discardStage(parts.ledger.stagingFolder(run.request, exportId));
  });
}
