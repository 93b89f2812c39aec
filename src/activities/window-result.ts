import type { WindowResult } from '../interface/result.ts';
import { publishedWindow } from '../ledger/published-window.ts';
import type { DatasetRef, Manifest } from '../ledger/types.ts';
import type { Store } from '../store/store.ts';

export function windowResult(
  { store }: { readonly store: Store },
  ref: DatasetRef,
  manifest: Manifest,
  reused: boolean,
): WindowResult {
  return { ...publishedWindow(store, ref, manifest), reused };
}
