import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalQuery } from '../../../../src/domain/query.ts';
import type { Interval } from '../../../../src/domain/interval.ts';
import { windowName } from '../../../../src/domain/windows.ts';
import { createLedger } from '../../../../src/ledger/ledger.ts';
import type { Manifest } from '../../../../src/ledger/types.ts';
import { verifyDatasets } from '../../../../src/ledger/verify/destination.ts';
import { readDatasets } from '../../../../src/ledger/verify/listing.ts';
import type { BreachKind, DatasetReport } from '../../../../src/ledger/verify/report.ts';
import { createFileStore } from '../../../../src/store/file/file-store.ts';
import type { Store } from '../../../../src/store/store.ts';
import { AT, manifest, owner, QUERY, REF } from '../../../support/ledger-documents.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../../support/temporary-folder.ts';

const TEXT = 'id\n1\n2\n';
const [FIRST, SECOND, THIRD] = [0, 100, 200].map((start) => ({ start, end: start + 99 })) as [
  Interval,
  Interval,
  Interval,
];
const WHOLE = {
  sha256: createHash('sha256').update(TEXT).digest('hex'),
  bytes: TEXT.length,
  records: { counted: 2 },
};

/** A store with two windows, published once; each test has a copy. */
let published: TemporaryFolder;
let folder: TemporaryFolder;
let store: Store;

beforeAll(async () => {
  published = await makeTemporaryFolder();
  store = createFileStore({ root: published.path });
  await store.identity({ create: true });
  await createLedger(store).bindDataset(REF, QUERY);
  await publish(FIRST, 'a');
  await publish(SECOND, 'b');
});

afterAll(() => published.remove());

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  await cp(published.path, folder.path, { recursive: true });
  store = createFileStore({ root: folder.path });
});

afterEach(() => folder.remove());

/** As the activities do: claim, stage, publish the file, publish the manifest. */
async function publish(window: Interval, exportId: string, members: Partial<Manifest> = {}) {
  const ledger = createLedger(store);
  const { generation: after } = await ledger.window(REF, window);
  await ledger.claim(REF, window, { after, exportId, owner: owner('parent'), at: AT });
  const staged = await stage(exportId, TEXT);
  const document = manifest(window, { exportId, generation: after + 1, ...WHOLE, ...members });
  await store.publishStage(staged, ledger.dataKey(REF, window, document.file));
  await ledger.publish(REF, document);
}

async function stage(exportId: string, text: string): Promise<string> {
  const place = { folder: createLedger(store).stagingFolder(REF, exportId), run: 'run' };
  const staged = await store.openStage(place, { resumeFrom: 'sameRun' });
  await staged.append(new TextEncoder().encode(text));
  await staged.close();
  return staged.name;
}

async function reports(): Promise<DatasetReport[]> {
  const all: DatasetReport[] = [];
  const datasets = await readDatasets(store);
  for await (const report of verifyDatasets(store, datasets)) all.push(report);
  return all;
}

async function report(): Promise<DatasetReport> {
  const [only, ...more] = await reports();
  expect(more).toEqual([]);
  return only!;
}

const path = (...parts: string[]) => join(folder.path, 'default', 'nightly', ...parts);
const manifestPath = (window: Interval) => path(windowName(window), 'manifest.json');
const dataPath = (window: Interval, exportId: string) =>
  path(windowName(window), `${exportId}.csv`);
const claimPath = (window: Interval) => path('.claims', windowName(window), '00000001.json');

async function edit(file: string, members: object): Promise<void> {
  const document = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...document, ...members }));
}

const OTHER_QUERY = canonicalQuery({ activityTypeIds: [3] });

interface BrokenCase {
  readonly name: string;
  readonly harm: () => Promise<unknown>;
  readonly kinds: readonly BreachKind[];
  /** Word of a breach. */
  readonly says: string;
}

const BROKEN: readonly BrokenCase[] = [
  {
    name: 'a manifest that is no JSON',
    harm: () => writeFile(manifestPath(FIRST), '{"version":1,'),
    kinds: ['manifestUnreadable'],
    says: 'it is not JSON',
  },
  {
    name: 'a manifest of another window',
    harm: async () => writeFile(manifestPath(FIRST), await readFile(manifestPath(SECOND))),
    kinds: ['manifestUnreadable'],
    says: 'another window',
  },
  {
    name: 'a manifest of a later version',
    harm: () => edit(manifestPath(FIRST), { version: 2 }),
    kinds: ['manifestUnreadable'],
    says: 'upgrade',
  },
  {
    name: 'a manifest in a folder of another name',
    harm: async () => {
      await mkdir(path('copy'));
      await writeFile(path('copy', 'manifest.json'), await readFile(manifestPath(FIRST)));
    },
    kinds: ['manifestMisplaced'],
    says: 'not named as a window',
  },
  {
    name: 'a manifest of another query',
    harm: () => edit(manifestPath(FIRST), { query: OTHER_QUERY }),
    kinds: ['queryDiffers'],
    says: 'activityTypeIds: the dataset has [2], the manifest [3]',
  },
  {
    name: 'a data file that is gone',
    harm: () => rm(dataPath(FIRST, 'a')),
    kinds: ['fileMissing'],
    says: 'it is not there',
  },
  {
    name: 'a data file that was cut',
    harm: () => writeFile(dataPath(FIRST, 'a'), TEXT.slice(1)),
    kinds: ['sizeDiffers'],
    says: 'the file has 6, the manifest says 7',
  },
  {
    name: 'a data file with another byte',
    harm: () => writeFile(dataPath(FIRST, 'a'), TEXT.replace('1', '9')),
    kinds: ['checksumDiffers'],
    says: `the manifest says ${WHOLE.sha256}`,
  },
  {
    name: 'a data file with another number of records',
    harm: () => writeFile(dataPath(FIRST, 'a'), TEXT.replace('\n2', '22')),
    kinds: ['checksumDiffers', 'recordsDiffer'],
    says: 'records: the file has 1, the manifest says 2',
  },
  {
    name: 'a wrong count in the manifest',
    harm: () => edit(manifestPath(FIRST), { records: { counted: 3 } }),
    kinds: ['recordsDiffer'],
    says: 'records: the file has 2, the manifest says 3',
  },
  {
    name: 'published windows that overlap',
    harm: async () => {
      const window = { startAt: '1970-01-01T00:01:30Z', endAt: '1970-01-01T00:01:50Z' };
      await mkdir(path('19700101T000130Z_19700101T000150Z'));
      await writeFile(path('19700101T000130Z_19700101T000150Z', 'a.csv'), TEXT);
      const copy = path('19700101T000130Z_19700101T000150Z', 'manifest.json');
      await writeFile(copy, await readFile(manifestPath(FIRST)));
      await edit(copy, { window });
    },
    kinds: ['windowsOverlap', 'windowsOverlap'],
    says: 'overlaps the published window 19700101T000000Z_19700101T000139Z',
  },
  {
    name: 'a claim that is no claim',
    harm: () => writeFile(claimPath(FIRST), '{}'),
    kinds: ['claimUnreadable'],
    says: '.claims/',
  },
  {
    name: 'a claim of another generation than its name says',
    harm: () => edit(claimPath(FIRST), { generation: 7 }),
    kinds: ['claimUnreadable'],
    says: 'it says generation 7',
  },
  {
    name: 'a dataset document that is gone',
    harm: () => rm(path('dataset.json')),
    kinds: ['datasetMissing'],
    says: 'another query',
  },
  {
    name: 'a dataset document that is damaged',
    harm: () => writeFile(path('dataset.json'), 'x'),
    kinds: ['datasetUnreadable'],
    says: 'it is not JSON',
  },
];

describe('a destination is not whole with', () => {
  it.each(BROKEN)('$name', async ({ harm, kinds, says }) => {
    await harm();
    const { breaches } = await report();
    expect(breaches.map(({ kind }) => kind)).toEqual(kinds);
    expect(breaches.map(({ message }) => message).join('\n')).toContain(says);
  });

  it.skipIf(process.getuid?.() === 0)('a data file that may not be read', async () => {
    await chmod(dataPath(FIRST, 'a'), 0o000);
    expect((await report()).breaches.map(({ kind }) => kind)).toEqual(['fileUnreadable']);
  });

  it('everything that is broken at once, each told', async () => {
    await rm(dataPath(FIRST, 'a'));
    await writeFile(claimPath(SECOND), '{}');
    await writeFile(manifestPath(SECOND), '');
    const { breaches, windows } = await report();
    expect(breaches.map(({ kind, key }) => [kind, key])).toEqual([
      ['fileMissing', `default/nightly/${windowName(FIRST)}/a.csv`],
      ['claimUnreadable', `default/nightly/.claims/${windowName(SECOND)}/00000001.json`],
      ['manifestUnreadable', `default/nightly/${windowName(SECOND)}/manifest.json`],
    ]);
    expect(windows).toBe(1);
  });
});

describe('a whole destination', () => {
  it('has no findings, and its sums', async () => {
    expect(await report()).toEqual({
      ...REF,
      ...{ windows: 2, records: 4, bytes: 2 * TEXT.length },
      ...{ breaches: [], liveClaims: [], provisional: [], unnamedFiles: [], staged: [] },
    });
  });

  it('stays whole with claims, provisional windows and leftovers, which it tells', async () => {
    await publish(FIRST, 'c', { supersedes: { generation: 1, exportId: 'a', file: 'a.csv' } });
    await publish(THIRD, 'd', { final: false });
    const by = owner('runs-now');
    const claimed = { after: 1, exportId: 'e', owner: by, at: AT };
    await createLedger(store).claim(REF, THIRD, claimed);
    await stage('e', 'half');
    await stage('f', 'left');
    await writeFile(dataPath(THIRD, 'g'), TEXT);
    const third = { startAt: '1970-01-01T00:03:20Z', endAt: '1970-01-01T00:04:59Z' };
    expect(await report()).toMatchObject({
      breaches: [],
      windows: 3,
      liveClaims: [{ window: third, exportId: 'e', generation: 2, owner: by, at: AT }],
      provisional: [{ window: third, exportId: 'd', settledAt: '1970-01-01T02:05:00Z' }],
      unnamedFiles: [
        { key: `default/nightly/${windowName(FIRST)}/a.csv`, bytes: 7, why: 'superseded' },
        { key: `default/nightly/${windowName(THIRD)}/g.csv`, bytes: 7, why: 'unknown' },
      ],
      staged: [
        { exportId: 'e', files: 1, bytes: 4, claimed: true },
        { exportId: 'f', files: 1, bytes: 4, claimed: false },
      ],
    });
  });

  it('has a live claim again where the file of a manifest is gone', async () => {
    await rm(dataPath(FIRST, 'a'));
    expect((await report()).liveClaims).toMatchObject([{ exportId: 'a', generation: 1 }]);
  });

  it('is checked for every dataset, or for the wanted one; other folders are left out', async () => {
    const another = { instance: 'sandbox', dataset: 'weekly' };
    await createLedger(store).bindDataset(another, OTHER_QUERY);
    await mkdir(join(folder.path, 'own', 'notes'), { recursive: true });
    await writeFile(join(folder.path, 'own', 'notes', 'todo.txt'), 'x');
    await rename(path(windowName(FIRST)), join(folder.path, 'own', 'notes', 'kept'));
    expect((await reports()).map(({ dataset }) => dataset)).toEqual(['nightly', 'weekly']);
    expect((await reports())[1]).toMatchObject({ ...another, windows: 0, breaches: [] });
  });
});
