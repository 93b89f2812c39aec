import type { HeldAnswer, HeldInput, HeldWindow } from '../interface/steps.ts';
import { toInterval, toWindow } from '../interface/window-interval.ts';
import { isSameOwner, liveClaim } from '../ledger/window-state.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireSameStore } from './same-store.ts';

/** The windows of the run's period that jobs of this run may still deliver, whatever became of their workflows. */
export function heldWindowsActivity(parts: Pick<Dependencies, 'store' | 'ledger' | 'hostName'>) {
  return defineActivity<HeldInput, HeldAnswer>('afterPaying', async ({ run, owner }) => {
    await requireSameStore(parts, run);
    const period = toInterval(run.request.period);
    const records = await parts.ledger.windowsTouching(run.request, period);
    const held = records.flatMap((record): HeldWindow[] => {
      const claim = liveClaim(record);
      if (claim === undefined || !isSameOwner(claim.owner, owner)) return [];
      const { windowWorkflowId } = claim;
      const by = windowWorkflowId === undefined ? {} : { windowWorkflowId };
      return [{ ...toWindow(record.window), ...by }];
    });
    return { windows: held };
  });
}
