import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileListing } from '../../../src/ledger/files.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { createFileStore } from '../../../src/store/file/file-store.ts';
import { manifest, publishWindow, QUERY, REF } from '../../support/ledger-documents.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const [MONDAY, TUESDAY] = [1_790_812_800, 1_790_899_200].map((start) => ({
  start,
  end: start + 86_399,
})) as [{ start: number; end: number }, { start: number; end: number }];

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  const store = createFileStore({ root: folder.path });
  await store.identity({ create: true });
  const ledger = createLedger(store);
  await ledger.bindDataset(REF, QUERY);
  await ledger.bindDataset({ instance: 'sandbox', dataset: 'weekly' }, QUERY);
  await ledger.bindDataset({ instance: 'default', dataset: 'weekly' }, QUERY);
  const published = [
    manifest(MONDAY, { exportId: 'a', publishedAt: '2026-10-02T06:00:00Z' }),
    manifest(TUESDAY, { exportId: 'b', publishedAt: '2026-10-03T06:00:00Z', final: false }),
  ];
  await publishWindow(store, published[0]!, MONDAY);
  await publishWindow(store, published[1]!, TUESDAY);
});

afterEach(() => folder.remove());

const files = (...args: string[]) =>
  runInProcess(['files', ...args], { EXTRACT_DESTINATION: `file:${folder.path}` });

const nameOf = (uri: string) => uri.slice(uri.lastIndexOf('/') + 1);

describe('marketo-extract files', () => {
  it('prints a URI a line and nothing else on stdout, so that it pipes', async () => {
    const { code, out, err } = await files('--dataset', 'nightly');
    const uris = out.trimEnd().split('\n');
    expect(uris.map(nameOf)).toEqual(['a.csv', 'b.csv']);
    expect(fileURLToPath(uris[0]!).startsWith(folder.path)).toBe(true);
    expect(err).toMatch(/^default\/nightly {2}2 files, 0 records, 8 B; the next time --since 20/);
    expect(code).toBe(0);
  });

  it.each([
    { args: ['--since', '2026-10-03T06:00:00Z'], want: ['b.csv'] },
    { args: ['--since', '2026-10-03T08:00:00+02:00'], want: ['b.csv'] },
    { args: ['--final-only'], want: ['a.csv'] },
    { args: ['--from', '2026-10-02T00:00:00Z', '--to', '2026-10-02T00:00:00Z'], want: ['b.csv'] },
    { args: ['--previous', 'day', '--as-of', '2026-10-02T09:00:00Z'], want: ['a.csv'] },
    { args: ['--previous', 'month', '--as-of', '2026-10-02T09:00:00Z'], want: [] },
  ])('takes $args', async ({ args, want }) => {
    const { code, out } = await files('--dataset', 'nightly', '--instance', 'default', ...args);
    expect(out.split('\n').slice(0, -1).map(nameOf)).toEqual(want);
    expect(code).toBe(0);
  });

  it('tells all of it as one JSON object, and where to go on', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { out, err } = await files('--dataset', 'nightly', '--overlap', 'PT10M', '-o', 'json');
    const listing = JSON.parse(out) as FileListing;
    expect(listing).toMatchObject({
      ...{ version: 1, destination: `file://${folder.path}`, ...REF, unreadable: [] },
      files: [
        { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-01T23:59:59Z', exportId: 'a', bytes: 4 },
        { exportId: 'b', final: false },
      ],
    });
    const next = Date.parse(listing.nextSince) / 1000;
    expect(next).toBeGreaterThanOrEqual(before - 600);
    expect(next).toBeLessThanOrEqual(Math.floor(Date.now() / 1000) - 600);
    expect(err).toBe('');
  });

  it('exits 1 when a published file is gone, and lists the others', async () => {
    const { out } = await files('--dataset', 'nightly');
    await rm(fileURLToPath(out.split('\n')[0]!));
    const lost = await files('--dataset', 'nightly');
    expect(lost).toMatchObject({ code: 1, out: `${out.split('\n')[1]!}\n` });
    expect(lost.err).toContain('LEFT OUT fileMissing  2026-10-01: a.csv should have 4 bytes');
  });

  it.each([
    { name: 'no dataset', args: [], says: "required option '--dataset <name>' not specified" },
    { name: 'an unknown dataset', args: ['--dataset', 'nigthly'], says: 'Did you mean "nightly"?' },
    {
      name: 'a dataset that two instances have',
      args: ['--dataset', 'weekly'],
      says: 'Several instances have a dataset "weekly": default, sandbox. Choose one with --instance.',
    },
    {
      name: 'a dataset that the named instance does not have',
      args: ['--dataset', 'nightly', '--instance', 'sandbox'],
      says: 'There are: default/nightly, default/weekly, sandbox/weekly',
    },
    {
      name: 'a date for an instant',
      args: ['--dataset', 'nightly', '--since', '2026-10-03'],
      says: '- --since: ',
    },
    {
      name: 'a since that has not come',
      args: ['--dataset', 'nightly', '--since', '2226-10-03T00:00:00Z'],
      says: '- --since: 2226-10-03T00:00:00Z has not come yet',
    },
    {
      name: 'half a period and a wrong overlap, both at once',
      args: ['--dataset', 'nightly', '--from', '2026-10-03T00:00:00Z', '--overlap', '1x'],
      says: 'has 2 faults:\n- --overlap: "1x" is not an ISO-8601 duration such as "P7D", "PT12H" or "PT30M"\n- --to: is missing',
    },
  ])('exits 2 on $name', async ({ args, says }) => {
    const { code, out, err } = await files(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
  });
});
