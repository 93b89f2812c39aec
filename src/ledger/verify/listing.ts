/** What lies in a destination: its datasets, and of one the windows with what belongs to each. */
import type { Interval } from '../../domain/interval.ts';
import { parseWindowName, windowName } from '../../domain/windows.ts';
import type { Store } from '../../store/store.ts';
import { datasetFolder, parseLedgerKey } from '../keys.ts';
import type { DatasetRef } from '../types.ts';

export interface ListedWindow {
  readonly window: Interval;
  /** Generations of its claims, ascending. */
  readonly claims: number[];
  /** Keys of what lies beside its manifest. */
  readonly files: string[];
}

export interface ListedDataset {
  readonly ref: DatasetRef;
  /** Ascending by start. */
  readonly windows: readonly ListedWindow[];
  /** Keys of manifests in a folder that is not named as a window. */
  readonly misplaced: readonly string[];
}

/** `<instance>/<dataset>/<rest>`, with names that the ledger gives. */
const KEY = /^([A-Za-z0-9][A-Za-z0-9._-]{0,127})\/([A-Za-z0-9][A-Za-z0-9._-]{0,127})\/(.+)$/;

/**
 * In the order of their keys. Other folders in the destination are somebody else's, and left out: a dataset has a
 * document of the ledger.
 */
export async function readDatasets(store: Store): Promise<readonly DatasetRef[]> {
  const found = new Map<string, DatasetRef>();
  for (const key of await store.list('')) {
    const [, instance, dataset] = KEY.exec(key) ?? [];
    if (instance === undefined || dataset === undefined) continue;
    const ref = { instance, dataset };
    if (isLedgers(ref, key)) found.set(datasetFolder(ref), ref);
  }
  return [...found.values()];
}

/** Lists one dataset anew. */
export async function listDataset(store: Store, ref: DatasetRef): Promise<ListedDataset> {
  return sorted(ref, await store.list(datasetFolder(ref)));
}

function isLedgers(ref: DatasetRef, key: string): boolean {
  return key === `${datasetFolder(ref)}dataset.json` || parseLedgerKey(ref, key) !== undefined;
}

function sorted(ref: DatasetRef, keys: readonly string[]): ListedDataset {
  const windows = new Map<string, ListedWindow>();
  const misplaced: string[] = [];
  for (const key of keys) {
    const found = parseLedgerKey(ref, key);
    const window = found?.window ?? windowOfFile(ref, key);
    if (window === undefined) {
      if (key.endsWith('/manifest.json')) misplaced.push(key);
      continue;
    }
    const entry = windows.get(windowName(window)) ?? { window, claims: [], files: [] };
    if (found?.kind === 'claim') entry.claims.push(found.generation);
    if (found === undefined) entry.files.push(key);
    windows.set(windowName(window), entry);
  }
  const ascending = [...windows.values()].sort((a, b) => a.window.start - b.window.start);
  return { ref, windows: ascending, misplaced };
}

/** The window in whose folder a file lies; undefined elsewhere. */
function windowOfFile(ref: DatasetRef, key: string): Interval | undefined {
  const [folder = '', ...rest] = key.slice(datasetFolder(ref).length).split('/');
  return rest.length === 1 ? parseWindowName(folder) : undefined;
}
