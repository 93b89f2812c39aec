/** One window of a dataset: its manifest, its data file, its claims. */
import { canonicalQueryText, type ExportQuery } from '../../domain/query.ts';
import { windowText } from '../../domain/windows.ts';
import type { Store } from '../../store/store.ts';
import { queryDifferences } from '../datasets.ts';
import { claimKey, dataKey, manifestKey } from '../keys.ts';
import { readClaim, readManifest } from '../records.ts';
import type { Claim, DatasetRef, Manifest } from '../types.ts';
import { liveClaim } from '../window-state.ts';
import { attempt } from './attempt.ts';
import { checkDataFile } from './data-file.ts';
import type { ListedWindow } from './listing.ts';
import type { Breach, LiveClaimNote, UnnamedFileNote } from './report.ts';

export interface WindowReport {
  readonly listed: ListedWindow;
  readonly manifest: Manifest | undefined;
  readonly breaches: readonly Breach[];
  readonly liveClaim: LiveClaimNote | undefined;
  readonly unnamedFiles: readonly UnnamedFileNote[];
}

/** `query`: the dataset's; undefined when that is not known. Claims are read first, as by `readRecord`. */
export async function verifyWindow(
  store: Store,
  ref: DatasetRef,
  listed: ListedWindow,
  query: ExportQuery | undefined,
): Promise<WindowReport> {
  const breaches: Breach[] = [];
  const claim = await highestClaim(store, ref, listed, breaches);
  const key = manifestKey(ref, listed.window);
  const manifest = await attempt(breaches, { kind: 'manifestUnreadable', key }, () =>
    readManifest(store, ref, listed.window),
  );
  if (manifest !== undefined) {
    if (query !== undefined) breaches.push(...checkQuery(key, query, manifest));
    const file = dataKey(ref, listed.window, manifest.file);
    breaches.push(...(await checkDataFile(store, file, manifest)));
  }
  const live = liveNote(listed, claim, isTrusted(breaches) ? manifest : undefined);
  const unnamed = await unnamedFiles(store, listed, manifest, live);
  return { listed, manifest, breaches, liveClaim: live, unnamedFiles: unnamed };
}

/** Reads every claim of the series, not only the one that counts. */
async function highestClaim(
  store: Store,
  ref: DatasetRef,
  { window, claims }: ListedWindow,
  breaches: Breach[],
): Promise<Claim | undefined> {
  let highest: Claim | undefined;
  for (const generation of claims) {
    const key = claimKey(ref, window, generation);
    highest = await attempt(breaches, { kind: 'claimUnreadable', key }, () =>
      readClaim(store, ref, window, generation),
    );
  }
  return highest;
}

function checkQuery(key: string, query: ExportQuery, manifest: Manifest): Breach[] {
  if (canonicalQueryText(query) === canonicalQueryText(manifest.query)) return [];
  const message = queryDifferences(query, manifest.query)
    .join('; ')
    .replaceAll('the request', 'the manifest');
  return [{ kind: 'queryDiffers', key, message }];
}

/** As the ledger judges: a manifest whose file is gone or has another size closes no claim. */
function isTrusted(breaches: readonly Breach[]): boolean {
  return !breaches.some(({ kind }) => kind === 'fileMissing' || kind === 'sizeDiffers');
}

function liveNote(
  { window }: ListedWindow,
  claim: Claim | undefined,
  manifest: Manifest | undefined,
): LiveClaimNote | undefined {
  if (claim === undefined) return undefined;
  const { generation } = claim;
  const live = liveClaim({
    window,
    generation,
    claim,
    ...(manifest === undefined ? {} : { manifest }),
  });
  if (live === undefined) return undefined;
  const { exportId, owner, at } = live;
  return { window: windowText(window), exportId, generation, owner, at };
}

async function unnamedFiles(
  store: Store,
  { files }: ListedWindow,
  manifest: Manifest | undefined,
  live: LiveClaimNote | undefined,
): Promise<UnnamedFileNote[]> {
  const notes: UnnamedFileNote[] = [];
  for (const key of files) {
    const name = key.slice(key.lastIndexOf('/') + 1);
    const bytes = name === manifest?.file ? undefined : await store.size(key);
    if (bytes === undefined) continue;
    const claimed = live !== undefined && name.startsWith(`${live.exportId}.`);
    const superseded = name === manifest?.supersedes?.file;
    notes.push({ key, bytes, why: claimed ? 'claimed' : superseded ? 'superseded' : 'unknown' });
  }
  return notes;
}
