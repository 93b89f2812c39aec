/** Reads what lies in a dataset about its windows. */
import { equals, overlaps, type Interval } from '../domain/interval.ts';
import { parseWindowText, windowName, windowsTouching } from '../domain/windows.ts';
import type { Store } from '../store/store.ts';
import { ClaimDocument, ManifestDocument, parseDocument } from './documents.ts';
import { LedgerCorruptError } from './errors.ts';
import {
  claimKey,
  claimsFolder,
  dataKey,
  datasetFolder,
  foldersOfWindows,
  manifestKey,
  parseLedgerKey,
} from './keys.ts';
import { sideBySide } from './side-by-side.ts';
import type { Claim, DatasetRef, Manifest, WindowRecord } from './types.ts';

interface Listed {
  readonly window: Interval;
  /** 0 without a claim. */
  generation: number;
}

/** All windows that overlap the period, ascending. One listing of the dataset, then three reads a window. */
export async function readWindows(
  store: Store,
  ref: DatasetRef,
  period: Interval,
): Promise<WindowRecord[]> {
  const listed = new Map<string, Listed>();
  for (const key of await store.list(datasetFolder(ref))) {
    const found = parseLedgerKey(ref, key);
    if (found === undefined || !overlaps(found.window, period)) continue;
    const name = windowName(found.window);
    const entry = listed.get(name) ?? { window: found.window, generation: 0 };
    if (found.kind === 'claim') entry.generation = Math.max(entry.generation, found.generation);
    listed.set(name, entry);
  }
  const records = await sideBySide([...listed.values()], ({ window, generation }) =>
    readRecord(store, ref, window, generation),
  );
  return records.sort((a, b) => a.window.start - b.window.start || a.window.end - b.window.end);
}

/** The windows that have a manifest, ascending. Of the manifests themselves nothing is read. */
export async function listPublished(store: Store, ref: DatasetRef): Promise<Interval[]> {
  const keys = await store.list(datasetFolder(ref));
  return keys
    .flatMap((key) => {
      const found = parseLedgerKey(ref, key);
      return found?.kind === 'manifest' ? found.window : [];
    })
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * The windows that overlap the period and have a claim or a manifest, or are about to. By their names alone: every claim looks,
 * so what it costs may not grow with all that a dataset holds.
 */
export async function listTouching(
  store: Store,
  ref: DatasetRef,
  period: Interval,
): Promise<Interval[]> {
  const [claims, published] = foldersOfWindows(ref);
  // In this order: what is published was claimed before.
  const names = [...(await store.folders(claims)), ...(await store.folders(published))];
  const windows = windowsTouching(new Set(names), period);
  return windows.sort((a, b) => a.start - b.start || a.end - b.end);
}

export async function readWindow(
  store: Store,
  ref: DatasetRef,
  window: Interval,
): Promise<WindowRecord> {
  const keys = await store.list(claimsFolder(ref, window));
  const generations = keys.map((key) => {
    const found = parseLedgerKey(ref, key);
    return found?.kind === 'claim' ? found.generation : 0;
  });
  return readRecord(store, ref, window, Math.max(0, ...generations));
}

/** The whole series of a window, ascending: what the record has of it, and what came before. */
export async function readClaims(
  store: Store,
  ref: DatasetRef,
  { window, claim }: Pick<WindowRecord, 'window' | 'claim'>,
): Promise<readonly Claim[]> {
  if (claim === undefined) return [];
  const claims: Claim[] = [];
  for (let generation = 1; generation < claim.generation; generation += 1) {
    const earlier = await readClaim(store, ref, window, generation);
    if (earlier !== undefined) claims.push(earlier);
  }
  return [...claims, claim];
}

/**
 * The claim is known before the manifest is read: one published in between closes it. The other way round a window
 * could look claimed by a job that has just been published.
 */
async function readRecord(
  store: Store,
  ref: DatasetRef,
  window: Interval,
  claimed: number,
): Promise<WindowRecord> {
  const claim = claimed === 0 ? undefined : await readClaim(store, ref, window, claimed);
  const manifest = await readManifest(store, ref, window);
  const record = { window, generation: Math.max(claimed, manifest?.generation ?? 0) };
  return {
    ...record,
    ...(claim === undefined ? {} : { claim }),
    ...(manifest === undefined ? {} : await trusted(store, ref, window, manifest)),
  };
}

async function trusted(
  store: Store,
  ref: DatasetRef,
  window: Interval,
  manifest: Manifest,
): Promise<Pick<WindowRecord, 'manifest' | 'untrustedManifest' | 'untrustedBytes'>> {
  const bytes = await store.size(dataKey(ref, window, manifest.file));
  if (bytes === manifest.bytes) return { manifest };
  const untrusted = { untrustedManifest: manifest };
  return bytes === undefined ? untrusted : { ...untrusted, untrustedBytes: bytes };
}

/** Undefined when that generation was never written. Throws `LedgerCorruptError`. */
export async function readClaim(
  store: Store,
  ref: DatasetRef,
  window: Interval,
  generation: number,
): Promise<Claim | undefined> {
  const key = claimKey(ref, window, generation);
  const body = await store.read(key);
  if (body === undefined) return undefined;
  const { released, ...claim } = parseDocument(key, ClaimDocument, body);
  if (claim.generation !== generation) {
    throw new LedgerCorruptError(key, `it says generation ${claim.generation}`);
  }
  return released === undefined ? claim : { ...claim, released };
}

/** Undefined when the window was never published. Throws `LedgerCorruptError`. */
export async function readManifest(
  store: Store,
  ref: DatasetRef,
  window: Interval,
): Promise<Manifest | undefined> {
  const key = manifestKey(ref, window);
  const body = await store.read(key);
  if (body === undefined) return undefined;
  const manifest = parseDocument(key, ManifestDocument, body);
  if (!equals(parseWindowText(manifest.window), window)) {
    throw new LedgerCorruptError(key, 'it is the manifest of another window');
  }
  return manifest;
}
