import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import type { Interval } from '../../../src/domain/interval.ts';
import { windowName } from '../../../src/domain/windows.ts';
import { manifestKey } from '../../../src/ledger/keys.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { verifyDatasets } from '../../../src/ledger/verify/destination.ts';
import { createFileStore } from '../../../src/store/file/file-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { AT, manifest, owner, publishWindow, QUERY, REF } from '../../support/ledger-documents.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const WINDOW: Interval = { start: 0, end: 99 };
const SHA256 = createHash('sha256').update(new Uint8Array(4)).digest('hex');

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
});

afterEach(() => folder.remove());

async function publish(store: Store, exportId: string): Promise<void> {
  const ledger = createLedger(store);
  const { generation: after } = await ledger.window(REF, WINDOW);
  await ledger.claim(REF, WINDOW, { after, exportId, owner: owner('parent'), at: AT });
  const members = { generation: after + 1, exportId, sha256: SHA256 };
  await publishWindow(store, manifest(WINDOW, members), WINDOW);
}

const env = () => ({ EXTRACT_DESTINATION: `file:${folder.path}` });
const prune = (...args: string[]) => runInProcess(['prune', ...args], env());
const inWindow = () => readdir(join(folder.path, 'default/nightly', windowName(WINDOW)));

async function breaches() {
  const all = [];
  for await (const report of verifyDatasets(createFileStore({ root: folder.path }), [REF]))
    all.push(...report.breaches);
  return all;
}

describe('marketo-extract prune', () => {
  /** Made once; each test has a copy. */
  let littered: TemporaryFolder;

  beforeAll(async () => {
    littered = await makeTemporaryFolder();
    const store = createFileStore({ root: littered.path });
    await store.identity({ create: true });
    await createLedger(store).bindDataset(REF, QUERY);
    await publish(store, 'a');
    await publish(store, 'b');
    const place = { folder: 'default/nightly/.staging/a', run: 'run' };
    const staged = await store.openStage(place, { resumeFrom: 'sameRun' });
    await staged.append(new Uint8Array(6));
    await staged.close();
  });

  afterAll(() => littered.remove());

  beforeEach(() => cp(littered.path, folder.path, { recursive: true }));

  it.each([
    ['--grace', 'PT0S'],
    ['--grace', 'PT0S', '--dry-run'],
  ])('removes nothing without --yes, and says what it would (%j)', async (...args) => {
    const { code, out, err } = await prune(...args);
    expect(out).toMatch(
      /^would remove {2}4 B {2}superseded data file {2}default\/nightly\/[\dTZ_]+\/a\.csv\nwould remove {2}6 B {2}left over of a download {2}default\/nightly\/\.staging\/a\/run-[0-9a-f]+\.part\n$/,
    );
    expect(err).toContain('would remove 2 files, 10 B. Nothing was removed: add --yes to do it.');
    expect(code).toBe(0);
    expect(await inWindow()).toContain('a.csv');
  });

  it('removes with --yes what is out of use, and leaves the rest whole', async () => {
    const { code, out, err } = await prune('--grace', 'PT0S', '--yes');
    expect(out.match(/^removed /gm)).toHaveLength(2);
    expect(err).toBe(`file://${folder.path}  removed 2 files, 10 B\n`);
    expect(code).toBe(0);
    expect(await inWindow()).toEqual(['.generations', 'b.csv', 'manifest.json']);
    expect(await readdir(join(folder.path, 'default/nightly/.staging'))).toEqual(['b']);
    expect(await breaches()).toEqual([]);
    expect(await prune('--grace', 'PT0S', '--yes')).toMatchObject({ code: 0, out: '' });
  });

  it('keeps what is younger than the grace time, a week by default', async () => {
    expect(await prune('--yes')).toMatchObject({ code: 0, out: '' });
    for (const hour of ['PT1H', '1h']) {
      expect(await prune('--yes', '--grace', hour)).toMatchObject({ code: 0, out: '' });
    }
    expect(await inWindow()).toContain('a.csv');
  });

  it('tells all of it as one JSON object', async () => {
    const { out } = await prune('--grace', 'PT0S', '--output', 'json');
    expect(JSON.parse(out)).toEqual({
      ...{ version: 1, destination: `file://${folder.path}`, removed: false, files: 2, bytes: 10 },
      items: [
        {
          ...{ kind: 'superseded', key: `default/nightly/${windowName(WINDOW)}/a.csv`, bytes: 4 },
          window: { startAt: '1970-01-01T00:00:00Z', endAt: '1970-01-01T00:01:39Z' },
        },
        { kind: 'staged', key: expect.stringContaining('.staging/a/run-') as string, bytes: 6 },
      ],
      leftAlone: [],
    });
  });

  it('leaves a dataset alone of which a document cannot be read, says so and exits 1', async () => {
    await writeFile(join(folder.path, manifestKey(REF, WINDOW)), '{');
    const { code, out, err } = await prune('--grace', 'PT0S', '--yes');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /LEFT ALONE default\/nightly: The ledger's .*manifest\.json cannot be read/,
    );
    expect(await inWindow()).toContain('a.csv');
  });

  it('leaves young documents of other writers and files of other names alone', async () => {
    const temporary = join(folder.path, '.staging/tmp');
    const names = ['1234-0123456789abcdef.tmp', 'notes.txt'];
    for (const name of names) await writeFile(join(temporary, name), '');
    await mkdir(join(folder.path, 'default/nightly/.staging/a/own'));
    await writeFile(join(folder.path, 'default/nightly/.staging/a/notes.txt'), '');
    await prune('--grace', 'PT0S', '--yes');
    expect(await readdir(temporary)).toEqual(names);
    const staged = await readdir(join(folder.path, 'default/nightly/.staging/a'));
    expect(staged).toEqual(['notes.txt', 'own']);
  });

  it.each([
    { name: 'an unknown dataset', args: ['--dataset', 'nigthly'], says: 'Did you mean "nightly"?' },
    {
      name: 'a grace without unit',
      args: ['--grace', '7'],
      says: '- --grace: "7" is not an ISO-8601',
    },
    { name: 'both wishes', args: ['--yes', '--dry-run'], says: "'--dry-run' cannot be used with" },
  ])('exits 2 on $name and removes nothing', async ({ args, says }) => {
    const { code, err } = await prune(...args);
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(await inWindow()).toContain('a.csv');
  });
});
