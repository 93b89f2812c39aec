/** Where the documents of a dataset lie (design §5). Every name is checked before it becomes part of a key. */
import type { Interval } from '../domain/interval.ts';
import { parseWindowName, windowName } from '../domain/windows.ts';
import { LedgerNameError } from './errors.ts';
import type { DatasetRef } from './types.ts';

// Not with a dot in front: hidden names are the store's and the ledger's own.
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const CLAIM = /^\.claims\/([^/]+)\/(\d{8})\.json$/;
const MANIFEST = /^([^/]+)\/manifest\.json$/;

/** Beyond it the names of claims would not sort any more. */
export const MAX_GENERATION = 99_999_999;

function checked(kind: string, name: string): string {
  if (!NAME.test(name)) {
    throw new LedgerNameError(
      `Not a name of ${kind}: ${JSON.stringify(name)}. Use letters, digits, ".", "_" and "-", at most 128, ` +
        'with a letter or digit first.',
    );
  }
  return name;
}

/** `<instance>/<dataset>/`, with the slash: a prefix that no other dataset shares. */
export function datasetFolder({ instance, dataset }: DatasetRef): string {
  return `${checked('an instance', instance)}/${checked('a dataset', dataset)}/`;
}

export function datasetKey(ref: DatasetRef): string {
  return `${datasetFolder(ref)}dataset.json`;
}

export function windowFolder(ref: DatasetRef, window: Interval): string {
  return `${datasetFolder(ref)}${windowName(window)}/`;
}

export function manifestKey(ref: DatasetRef, window: Interval): string {
  return `${windowFolder(ref, window)}manifest.json`;
}

export function dataKey(ref: DatasetRef, window: Interval, file: string): string {
  return `${windowFolder(ref, window)}${checked('a data file', file)}`;
}

export function stagingFolder(ref: DatasetRef, exportId: string): string {
  return `${datasetFolder(ref)}.staging/${checked('an export', exportId)}`;
}

export function claimsFolder(ref: DatasetRef, window: Interval): string {
  return `${datasetFolder(ref)}.claims/${windowName(window)}/`;
}

/** The folders that have a folder for each window: its claims in the first, what is published in the second. */
export function foldersOfWindows(ref: DatasetRef): readonly [claims: string, published: string] {
  const dataset = datasetFolder(ref);
  return [`${dataset}.claims`, dataset.slice(0, -1)];
}

export function claimKey(ref: DatasetRef, window: Interval, generation: number): string {
  if (!Number.isInteger(generation) || generation < 1 || generation > MAX_GENERATION) {
    throw new RangeError(`A generation is between 1 and ${MAX_GENERATION}, got ${generation}`);
  }
  return `${claimsFolder(ref, window)}${String(generation).padStart(8, '0')}.json`;
}

/** What a listed key of the dataset stands for; undefined for data files and what is not the ledger's. */
export type LedgerKey =
  | { readonly kind: 'claim'; readonly window: Interval; readonly generation: number }
  | { readonly kind: 'manifest'; readonly window: Interval };

export function parseLedgerKey(ref: DatasetRef, key: string): LedgerKey | undefined {
  const name = key.slice(datasetFolder(ref).length);
  const claim = CLAIM.exec(name);
  const window = parseWindowName(claim?.[1] ?? MANIFEST.exec(name)?.[1] ?? '');
  if (window === undefined) return undefined;
  return claim === null
    ? { kind: 'manifest', window }
    : { kind: 'claim', window, generation: Number(claim[2]) };
}
