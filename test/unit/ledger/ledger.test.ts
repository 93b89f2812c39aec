import { beforeEach, describe, expect, it } from 'vitest';
import { canonicalQuery } from '../../../src/domain/query.ts';
import {
  DatasetMismatchError,
  LedgerCorruptError,
  LedgerNameError,
} from '../../../src/ledger/errors.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { DataFileMissingError } from '../../../src/ledger/publish.ts';
import type { Ledger } from '../../../src/ledger/types.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  AT,
  claim,
  manifest,
  owner,
  publishWindow,
  QUERY,
  REF,
} from '../../support/ledger-documents.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const WINDOW = { start: 100, end: 199 };
const MANIFEST_KEY = 'default/nightly/19700101T000140Z_19700101T000319Z/manifest.json';
const CLAIM_KEY = 'default/nightly/.claims/19700101T000140Z_19700101T000319Z/00000001.json';

let store: Store;
let ledger: Ledger;
beforeEach(() => {
  store = createMemoryStore();
  ledger = createLedger(store);
});

const write = (key: string, text: string) => store.putIfAbsent(key, new TextEncoder().encode(text));

describe('a dataset', () => {
  it('is bound to the first query, and takes the same one again', async () => {
    await ledger.checkDataset(REF, QUERY);
    expect(await store.list('')).toEqual([]);
    await ledger.bindDataset(REF, QUERY);
    await ledger.bindDataset(REF, canonicalQuery({ activityTypeIds: [2, 2] }));
    await ledger.checkDataset(REF, QUERY);
  });

  it('refuses another query and says each difference', async () => {
    await ledger.bindDataset(REF, QUERY);
    const other = canonicalQuery({ activityTypeIds: [2, 3], format: 'TSV' });
    const differences = [
      'activityTypeIds: the dataset has [2], the request [2,3]',
      'format: the dataset has "CSV", the request "TSV"',
    ];
    for (const look of [ledger.bindDataset(REF, other), ledger.checkDataset(REF, other)]) {
      const refusal = await look.catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(DatasetMismatchError);
      expect(refusal).toMatchObject({ dataset: 'nightly', differences });
    }
  });

  it.each(['', '.', '..', '.claims', 'a/b', 'a b', 'ä', 'x'.repeat(129)])(
    'cannot be named %j',
    async (dataset) => {
      const ref = { instance: 'default', dataset };
      await expect(Promise.resolve().then(() => ledger.bindDataset(ref, QUERY))).rejects.toThrow(
        LedgerNameError,
      );
      expect(() => ledger.stagingFolder(REF, dataset)).toThrow(LedgerNameError);
      expect(() => ledger.dataKey(REF, WINDOW, dataset)).toThrow(LedgerNameError);
    },
  );
});

describe('windows', () => {
  it('are found when they touch the period, ascending, with what is known of them', async () => {
    const later = { start: 300, end: 399 };
    const request = { after: 0, owner: owner('a'), at: AT };
    await ledger.claim(REF, later, { ...request, exportId: 'y' });
    await ledger.claim(REF, WINDOW, { ...request, exportId: 'x' });
    const published = await publishWindow(store, manifest(WINDOW, { exportId: 'x' }), WINDOW);
    const first = { window: WINDOW, generation: 1, claim: claim(1, 'x', 'a'), manifest: published };
    const second = { window: later, generation: 1, claim: claim(1, 'y', 'a') };
    expect(await ledger.windowsTouching(REF, { start: 199, end: 300 })).toEqual([first, second]);
    expect(await ledger.windowsTouching(REF, { start: 200, end: 299 })).toEqual([]);
    expect(await ledger.window(REF, WINDOW)).toEqual(first);
  });

  it.each([
    { name: 'is missing', bytes: undefined, found: {} },
    { name: 'is of another size', bytes: 3, found: { untrustedBytes: 3 } },
  ])('are not trusted when the data file $name', async ({ bytes, found }) => {
    await write(MANIFEST_KEY, JSON.stringify(manifest(WINDOW)));
    if (bytes !== undefined) {
      await write(MANIFEST_KEY.replace('manifest.json', 'export-1.csv'), 'x'.repeat(bytes));
    }
    const record = await ledger.window(REF, WINDOW);
    const untrustedManifest = manifest(WINDOW);
    expect(record).toEqual({ window: WINDOW, generation: 1, untrustedManifest, ...found });
  });
});

describe('publishing', () => {
  it('keeps the higher generation and answers it', async () => {
    const newer = manifest(WINDOW, { generation: 3, exportId: 'x-3' });
    const older = manifest(WINDOW, { generation: 2, exportId: 'x-2' });
    expect(await publishWindow(store, newer, WINDOW)).toEqual(newer);
    expect(await publishWindow(store, older, WINDOW)).toEqual(newer);
    expect(await ledger.publish(REF, newer)).toEqual(newer);
  });

  it('refuses a manifest whose data file is not in place', async () => {
    await expect(ledger.publish(REF, manifest(WINDOW))).rejects.toThrow(DataFileMissingError);
    expect(await store.list('')).toEqual([]);
  });
});

describe('a damaged document', () => {
  const good = manifest(WINDOW);
  it.each([
    { name: 'a manifest that is no JSON', key: MANIFEST_KEY, text: '{"version":', says: 'JSON' },
    { name: 'an empty manifest', key: MANIFEST_KEY, text: '', says: 'JSON' },
    {
      name: 'a manifest without its window',
      key: MANIFEST_KEY,
      text: JSON.stringify({ ...good, window: undefined }),
      says: 'window',
    },
    {
      name: 'a manifest of another window',
      key: MANIFEST_KEY,
      text: JSON.stringify(manifest({ start: 0, end: 9 })),
      says: 'another window',
    },
    {
      name: 'a manifest whose file leaves its folder',
      key: MANIFEST_KEY,
      text: JSON.stringify({ ...good, file: '../x.csv' }),
      says: 'file',
    },
    {
      name: 'a manifest of a newer product',
      key: MANIFEST_KEY,
      text: JSON.stringify({ ...good, version: 2 }),
      says: 'upgrade',
    },
    { name: 'a claim without export or release', key: CLAIM_KEY, text: '{"version":1}', says: '' },
    {
      name: 'a claim of another generation',
      key: CLAIM_KEY,
      text: JSON.stringify(claim(7, 'x')),
      says: 'generation 7',
    },
  ])('$name is an error that names it', async ({ key, text, says }) => {
    await write(key, text);
    const looks = [ledger.window(REF, WINDOW), ledger.windowsTouching(REF, WINDOW)];
    for (const look of looks) {
      const error: unknown = await look.catch((fault: unknown) => fault);
      expect(error).toBeInstanceOf(LedgerCorruptError);
      expect(error).toMatchObject({ key });
      expect(String(error)).toContain(says);
    }
  });
});
