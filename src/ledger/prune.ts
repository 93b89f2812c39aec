/**
 * What of a destination nobody needs any more. Safe beside workers that claim, stage and publish at the same moment:
 * - a claim is written before its job's bytes are staged or published, so bytes are listed first and claims read after;
 * - a manifest's generation only ever rises, so what an earlier generation exported is never named again;
 * - attempts never share a part, so removing one that is listed takes nothing from another attempt.
 */
import { EVER, type Interval } from '../domain/interval.ts';
import { windowText, type WindowText } from '../domain/windows.ts';
import type { StagedPart, Store } from '../store/store.ts';
import { datasetFolder, manifestKey } from './keys.ts';
import { readClaims, readWindow, readWindows } from './records.ts';
import type { Claim, DatasetRef, Manifest, WindowRecord } from './types.ts';
import { listDataset, type ListedWindow } from './verify/listing.ts';
import { liveClaim } from './window-state.ts';

/** JSON; the members are read by scripts (`prune --output json`). */
export interface Prunable {
  /**
   * - `superseded`: a data file that the window's manifest no longer names.
   * - `staged`: bytes of a job that is published already, or that nobody claims any more.
   * - `temporary`: a document that its writer was killed over, or a bucket's copy that is not published.
   */
  readonly kind: 'superseded' | 'staged' | 'temporary';
  readonly key: string;
  readonly bytes: number;
  /** Of a superseded file. */
  readonly window?: WindowText;
}

/**
 * A document is in hand for milliseconds: what is older than this has no writer, whatever the grace time. A bucket's copy
 * of a file that waits longer to be published is made again.
 */
const TEMPORARY_GRACE_MS = 3_600_000;

const DATA_FILE = /^(.+)\.(?:csv|tsv|ssv)$/;

/** `before`: epoch milliseconds; what was changed, or came out of use, later than that is left alone. */
export async function* prunableOf(
  store: Store,
  ref: DatasetRef,
  before: number,
): AsyncGenerator<Prunable> {
  const { windows } = await listDataset(store, ref);
  for (const window of windows) yield* supersededFiles(store, ref, window, before);
  yield* staleParts(store, ref, before);
}

/** What belongs to no dataset. */
export async function* prunableTemporary(store: Store, before: number): AsyncGenerator<Prunable> {
  const cutoff = Math.min(before, Date.now() - TEMPORARY_GRACE_MS);
  for (const { key, bytes, changedMs } of await store.listTemporary()) {
    if (changedMs <= cutoff) yield { kind: 'temporary', key, bytes };
  }
}

export async function removePrunable(store: Store, { kind, key }: Prunable): Promise<void> {
  if (kind === 'superseded') await store.remove(key);
  else await store.removeStaged(key);
}

/** Of a window whose manifest does not count, everything stays: any file may be the one that is left. */
async function* supersededFiles(
  store: Store,
  ref: DatasetRef,
  { window, files }: ListedWindow,
  before: number,
): AsyncGenerator<Prunable> {
  if (files.length < 2) return; // the one that the manifest names, or one without a manifest
  const record = await readWindow(store, ref, window);
  const { manifest } = record;
  if (manifest === undefined) return;
  const old = supersededExports(manifest, await readClaims(store, ref, record));
  const since = await inUseUntil(store, ref, window, manifest);
  for (const key of files) {
    const name = key.slice(key.lastIndexOf('/') + 1);
    const exportId = DATA_FILE.exec(name)?.[1];
    if (exportId === undefined || !old.has(exportId) || name === manifest.file) continue;
    const [bytes, changed] = [await store.size(key), await store.changedMs(key)];
    if (bytes === undefined || changed === undefined || Math.max(changed, since) > before) continue;
    yield { kind: 'superseded', key, bytes, window: windowText(window) };
  }
}

/** Exports of earlier generations than the manifest's. Whatever else lies there is not known, or may be wanted yet. */
export function supersededExports(
  { generation, exportId, supersedes }: Manifest,
  claims: readonly Claim[],
): Set<string> {
  const ids = new Set(claims.flatMap((claim) => claim.exportId ?? []));
  if (supersedes !== undefined && supersedes.generation < generation) ids.add(supersedes.exportId);
  // Also when it was claimed before: a job may be claimed again by whoever takes it over.
  for (const claim of claims) {
    if (claim.generation >= generation && claim.exportId !== null) ids.delete(claim.exportId);
  }
  ids.delete(exportId);
  return ids;
}

/** When the manifest took the place of the one before: until then readers were sent to the old file. */
async function inUseUntil(
  store: Store,
  ref: DatasetRef,
  window: Interval,
  { publishedAt }: Manifest,
): Promise<number> {
  const changed = await store.changedMs(manifestKey(ref, window));
  return Math.max(changed ?? Infinity, Date.parse(publishedAt));
}

async function* staleParts(
  store: Store,
  ref: DatasetRef,
  before: number,
): AsyncGenerator<Prunable> {
  const parts = await store.listStaged(datasetFolder(ref).slice(0, -1));
  if (parts.length === 0) return;
  const live = liveExports(await readWindows(store, ref, EVER));
  for (const part of parts) {
    if (live.has(exportOf(part)) || part.changedMs > before) continue;
    yield { kind: 'staged', key: part.key, bytes: part.bytes };
  }
}

function liveExports(records: readonly WindowRecord[]): Set<string> {
  return new Set(records.flatMap((record) => liveClaim(record)?.exportId ?? []));
}

/** The folder that a part lies in. */
function exportOf({ key }: StagedPart): string {
  return key.split('/').at(-2) ?? '';
}
