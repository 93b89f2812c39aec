import type { JobInput } from '../interface/steps.ts';
import { dataFileKey } from './data-file.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireSameStore } from './same-store.ts';

/** Removes what was staged of a job whose file is wrong or will never come. Absent is fine. */
export function discardStagedActivity(parts: Pick<Dependencies, 'store' | 'ledger' | 'hostName'>) {
  const { store, ledger } = parts;
  return defineActivity('afterPaying', async (input: JobInput) => {
    const { run, exportId } = input;
    await requireSameStore(parts, run);
    await store.discardStage(ledger.stagingFolder(run.request, exportId));
    await store.discardPrepared(dataFileKey(ledger, input)); // after it: nobody can publish by it any more
  });
}
