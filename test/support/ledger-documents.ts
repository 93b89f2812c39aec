/** Claims and manifests for tests of the ledger, with what a test does not care about filled in. */
import { canonicalQuery } from '../../src/domain/query.ts';
import type { Interval } from '../../src/domain/interval.ts';
import { windowText } from '../../src/domain/windows.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import type { Claim, DatasetRef, Manifest } from '../../src/ledger/types.ts';
import type { Store } from '../../src/store/store.ts';

export const REF: DatasetRef = { instance: 'default', dataset: 'nightly' };
export const QUERY = canonicalQuery({ activityTypeIds: [2] });
export const AT = '2026-11-20T06:00:00Z';

export function owner(name: string) {
  return { workflowId: name, firstRunId: `${name}-run` };
}

export function claim(generation: number, exportId: string, by = 'parent'): Claim {
  return { version: 1, generation, exportId, owner: owner(by), at: AT };
}

export function release(generation: number): Claim {
  return {
    version: 1,
    generation,
    exportId: null,
    released: 'Failed',
    owner: owner('parent'),
    at: AT,
  };
}

export function manifest(window: Interval, members: Partial<Manifest> = {}): Manifest {
  const exportId = members.exportId ?? 'export-1';
  return {
    version: 1,
    generation: 1,
    window: windowText(window),
    final: true,
    settleSeconds: 7_200,
    query: QUERY,
    exportId,
    job: { createdAt: '2026-11-10T00:00:00Z' },
    file: `${exportId}.csv`,
    sha256: 'a'.repeat(64),
    bytes: 4,
    records: { counted: 0 },
    columns: ['id'],
    activityTypes: {},
    warnings: [],
    productVersion: '0.1.0',
    publishedAt: '2026-11-10T01:00:00Z',
    ...members,
  };
}

/** Puts the data file in place, then the manifest, as the activities do. */
export async function publishWindow(
  store: Store,
  published: Manifest,
  window: Interval,
): Promise<Manifest> {
  const ledger = createLedger(store);
  const place = { folder: ledger.stagingFolder(REF, published.exportId), run: 'run' };
  const stage = await store.openStage(place, { resumeFrom: 'sameRun' });
  await stage.append(new Uint8Array(published.bytes));
  await stage.finish();
  await stage.close();
  await store.publishStage(stage.name, ledger.dataKey(REF, window, published.file));
  return ledger.publish(REF, published);
}
