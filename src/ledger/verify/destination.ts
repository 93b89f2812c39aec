/**
 * Checks what lies in a destination, from the bytes up: that every promise which the ledger makes to readers of the
 * folder holds. Changes nothing, asks neither Temporal nor Marketo, and may run while workers do.
 */
import { formatInstant } from '../../domain/instant.ts';
import type { ExportQuery } from '../../domain/query.ts';
import type { Store } from '../../store/store.ts';
import { readQuery } from '../datasets.ts';
import { datasetFolder, datasetKey } from '../keys.ts';
import type { DatasetRef, Manifest } from '../types.ts';
import { settledAt } from '../window-state.ts';
import { attempt } from './attempt.ts';
import { listDataset, type ListedDataset } from './listing.ts';
import { overlapBreaches } from './overlaps.ts';
import type {
  Breach,
  DatasetReport,
  LiveClaimNote,
  ProvisionalNote,
  StagedNote,
} from './report.ts';
import { verifyWindow, type WindowReport } from './window.ts';

/** One dataset after the other, as each is done. */
export async function* verifyDatasets(
  store: Store,
  datasets: readonly DatasetRef[],
): AsyncGenerator<DatasetReport> {
  for (const ref of datasets) yield await verifyDataset(store, await listDataset(store, ref));
}

async function verifyDataset(store: Store, listed: ListedDataset): Promise<DatasetReport> {
  const { ref } = listed;
  const breaches: Breach[] = [];
  const query = await boundQuery(store, ref, breaches);
  for (const key of listed.misplaced) {
    const message = 'its folder is not named as a window: the ledger does not see it, readers may';
    breaches.push({ kind: 'manifestMisplaced', key, message });
  }
  const windows: WindowReport[] = [];
  for (const window of listed.windows) windows.push(await verifyWindow(store, ref, window, query));
  breaches.push(...windows.flatMap((window) => window.breaches), ...overlapBreaches(ref, windows));
  const liveClaims = windows.flatMap(({ liveClaim }) => liveClaim ?? []);
  return {
    ...ref,
    ...sums(windows),
    breaches,
    liveClaims,
    provisional: windows.flatMap(({ manifest }) => provisionalNotes(manifest)),
    unnamedFiles: windows.flatMap(({ unnamedFiles }) => unnamedFiles),
    staged: await stagedNotes(store, ref, liveClaims),
  };
}

async function boundQuery(
  store: Store,
  ref: DatasetRef,
  breaches: Breach[],
): Promise<ExportQuery | undefined> {
  const key = datasetKey(ref);
  return attempt(breaches, { kind: 'datasetUnreadable', key }, async () => {
    const query = await readQuery(store, ref);
    if (query !== undefined) return query;
    const message = 'it is not there: another query could be mixed into the dataset';
    breaches.push({ kind: 'datasetMissing', key, message });
    return undefined;
  });
}

function sums(windows: readonly WindowReport[]) {
  const manifests = windows.flatMap(({ manifest }) => manifest ?? []);
  return {
    windows: manifests.length,
    records: manifests.reduce((sum, { records }) => sum + records.counted, 0),
    bytes: manifests.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function provisionalNotes(manifest: Manifest | undefined): ProvisionalNote[] {
  if (manifest === undefined || manifest.final) return [];
  const { window, exportId } = manifest;
  return [{ window, exportId, settledAt: formatInstant(settledAt(manifest)) }];
}

async function stagedNotes(
  store: Store,
  ref: DatasetRef,
  claims: readonly LiveClaimNote[],
): Promise<StagedNote[]> {
  const folder = datasetFolder(ref).slice(0, -1);
  const notes = new Map<string, StagedNote>();
  for (const { key, bytes } of await store.listStaged(folder)) {
    const exportId = key.split('/').at(-2) ?? '';
    const { files = 0, bytes: before = 0 } = notes.get(exportId) ?? {};
    const claimed = claims.some((claim) => claim.exportId === exportId);
    notes.set(exportId, { exportId, files: files + 1, bytes: before + bytes, claimed });
  }
  return [...notes.values()];
}
