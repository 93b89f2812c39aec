/** The ledger of a store: which windows of which dataset are published, claimed or still to be had. */
import type { Store } from '../store/store.ts';
import { claimWindow, releaseWindow } from './claims.ts';
import { bindDataset, checkDataset } from './datasets.ts';
import { dataKey, stagingFolder } from './keys.ts';
import { publishManifest } from './publish.ts';
import { readClaims, readWindow, readWindows } from './records.ts';
import type { Ledger } from './types.ts';

/** Holds no state of its own: any number of them, in any number of processes, may work on the same store. */
export function createLedger(store: Store): Ledger {
  return {
    bindDataset: (ref, query) => bindDataset(store, ref, query),
    checkDataset: (ref, query) => checkDataset(store, ref, query),
    windowsTouching: (ref, period) => readWindows(store, ref, period),
    window: (ref, window) => readWindow(store, ref, window),
    claims: (ref, record) => readClaims(store, ref, record),
    claim: (ref, window, claim) => claimWindow(store, ref, window, claim),
    release: (ref, window, release) => releaseWindow(store, ref, window, release),
    publish: (ref, manifest) => publishManifest(store, ref, manifest),
    dataKey,
    stagingFolder,
  };
}
