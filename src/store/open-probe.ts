/** A store inside the store, to be tried out and removed: by the same means and at the same place, under other names. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Destination } from './destination.ts';
import { probeFolder } from './file/probe.ts';
import { STAGING } from './keys.ts';
import { openStore, type StoreOptions } from './open-store.ts';
import type { Store } from './store.ts';

export interface Probe {
  /** Empty. What is written to it no reader of the destination sees. */
  readonly store: Store;
  /** Absent where the store is no folder. */
  readonly disk?: {
    /** Permission bits of what is stored under a key. */
    readonly modeOf: (key: string) => Promise<number>;
    readonly freeBytes: () => Promise<number>;
  };
  /** Leaves everything as it was before. */
  readonly remove: () => Promise<void>;
}

/** Writes nothing by itself. Rejects with `StoreError`. */
export async function openProbe(destination: Destination, options: StoreOptions): Promise<Probe> {
  const root = join(destination.root, STAGING, `probe-${randomUUID()}`);
  const { modeOf, freeBytes, remove } = await probeFolder(root);
  return {
    store: openStore({ ...destination, root }, options),
    disk: { modeOf: (key) => modeOf(join(root, key)), freeBytes },
    remove,
  };
}
