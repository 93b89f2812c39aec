/** What stands in the way of a claim: windows of the same dataset that overlap it. */
import { equals, type Interval } from '../domain/interval.ts';
import type { Store } from '../store/store.ts';
import { listTouching, readWindow } from './records.ts';
import { sideBySide } from './side-by-side.ts';
import type { DatasetRef, WindowRecord } from './types.ts';
import { liveClaim, type LiveClaim } from './window-state.ts';

export interface Conflict {
  readonly window: Interval;
  /** Absent when the other window is published. */
  readonly claim?: LiveClaim;
}

/** Undefined when no other window that is published or claimed overlaps this one. */
export async function findConflict(
  store: Store,
  ref: DatasetRef,
  window: Interval,
): Promise<Conflict | undefined> {
  for (const other of await othersTouching(store, ref, window)) {
    if (other.manifest !== undefined) return { window: other.window };
    const claim = liveClaim(other);
    if (claim !== undefined && !(await isVoid(store, ref, other))) {
      return { window: other.window, claim };
    }
  }
  return undefined;
}

/**
 * A claim across a published window never passed its check: its claimer crashed between writing and looking, or is
 * about to look and give it up. It would otherwise block the rest of its window for ever.
 */
async function isVoid(store: Store, ref: DatasetRef, record: WindowRecord): Promise<boolean> {
  const others = await othersTouching(store, ref, record.window);
  return others.some(({ manifest }) => manifest !== undefined);
}

async function othersTouching(
  store: Store,
  ref: DatasetRef,
  window: Interval,
): Promise<WindowRecord[]> {
  const touching = await listTouching(store, ref, window);
  const others = touching.filter((other) => !equals(other, window));
  return sideBySide(others, (other) => readWindow(store, ref, other));
}
