import type { HeldAnswer, HeldInput, HeldWindow } from '../interface/steps.ts';
import { parseWindowText, windowText } from '../domain/windows.ts';
import { sideBySide } from '../ledger/side-by-side.ts';
import { isSameOwner, liveClaim } from '../ledger/window-state.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireSameStore } from './same-store.ts';

type Parts = Pick<Dependencies, 'store' | 'ledger' | 'hostName'>;

/** What a run still holds in its period: jobs that may deliver, and every workflow that has claimed a window for it. */
export function heldWindowsActivity(parts: Parts) {
  return defineActivity<HeldInput, HeldAnswer>('afterPaying', async ({ run, owner }) => {
    await requireSameStore(parts, run);
    const { ledger } = parts;
    const records = await ledger.windowsTouching(run.request, parseWindowText(run.request.period));
    const windows = records.flatMap((record): HeldWindow[] => {
      const live = liveClaim(record);
      if (live === undefined || !isSameOwner(live.owner, owner)) return [];
      return [{ ...windowText(record.window), exportId: live.exportId }];
    });
    const series = await sideBySide(records, (record) => ledger.claims(run.request, record));
    const workflowIds = series
      .flat()
      .filter((claim) => isSameOwner(claim.owner, owner))
      .flatMap(({ windowWorkflowId }) => windowWorkflowId ?? []);
    return { windows, workflowIds: [...new Set(workflowIds)] };
  });
}
