/** A store inside the store, to be tried out and removed: by the same means and at the same place, under other names. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Destination, FileDestination, S3Destination } from './destination.ts';
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
  const name = `${STAGING}/probe-${randomUUID()}`;
  return destination.kind === 's3'
    ? openS3Probe(destination, name, options)
    : openFileProbe(destination, name, options);
}

async function openFileProbe(
  destination: FileDestination,
  name: string,
  options: StoreOptions,
): Promise<Probe> {
  const root = join(destination.root, name);
  const { modeOf, freeBytes, remove } = await probeFolder(root);
  return {
    store: await openStore({ ...destination, root }, options),
    disk: { modeOf: (key) => modeOf(join(root, key)), freeBytes },
    remove,
  };
}

async function openS3Probe(
  destination: S3Destination,
  name: string,
  options: StoreOptions,
): Promise<Probe> {
  const prefix = destination.prefix === '' ? name : `${destination.prefix}/${name}`;
  // The store first: it tells when AWS's SDK is missing.
  const store = await openStore({ ...destination, prefix }, options);
  const { clearFolder } = await import('./s3/probe.ts');
  return { store, remove: () => clearFolder(destination, options.s3 ?? {}, name) };
}
