import type { HeldInput, HeldAnswer } from '../interface/steps.ts';
import { toInterval, toWindow } from '../interface/window-interval.ts';
import { isSameOwner, liveClaim } from '../ledger/window-state.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireSameStore } from './same-store.ts';

/** The windows of the run's period that are claimed by jobs of this run, whatever became of them. */
export function heldWindowsActivity(parts: Pick<Dependencies, 'store' | 'ledger' | 'hostName'>) {
  return defineActivity<HeldInput, HeldAnswer>('afterPaying', async ({ run, owner }) => {
    await requireSameStore(parts, run);
    const period = toInterval(run.request.period);
    const records = await parts.ledger.windowsTouching(run.request, period);
    const held = records.filter((record) => {
      const claim = liveClaim(record);
      return claim !== undefined && isSameOwner(claim.owner, owner);
    });
    return { windows: held.map(({ window }) => toWindow(window)) };
  });
}
