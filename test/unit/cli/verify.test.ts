import { cp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { windowName } from '../../../src/domain/windows.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { createFileStore } from '../../../src/store/file/file-store.ts';
import { manifest, publishWindow, QUERY, REF } from '../../support/ledger-documents.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const WINDOW = { start: 1_790_812_800, end: 1_790_899_199 };
const BYTES = 4;

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  const store = createFileStore({ root: join(folder.path, 'exports') });
  await store.identity({ create: true });
  await createLedger(store).bindDataset(REF, QUERY);
  const sha256 = createHash('sha256').update(new Uint8Array(BYTES)).digest('hex');
  await publishWindow(store, manifest(WINDOW, { sha256, bytes: BYTES }), WINDOW);
});

afterEach(() => folder.remove());

/** As in a shell that stands in the folder. The process itself stays where it is: other files share it. */
async function verifyThere(...args: readonly string[]) {
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder.path);
  try {
    return await runInProcess(['verify', ...args]);
  } finally {
    cwd.mockRestore();
  }
}

const dataFile = () =>
  join(folder.path, 'exports/default/nightly', windowName(WINDOW), 'export-1.csv');

describe('marketo-extract verify', () => {
  it('finds the destination as the worker does, tells a line a dataset and exits 0', async () => {
    await writeFile(join(folder.path, '.env'), 'EXTRACT_DESTINATION=file:./exports\n');
    const { code, out, err } = await verifyThere();
    expect(out).toBe('default/nightly  whole  1 window, 0 records, 4 B\n');
    expect(err).toContain('1 dataset checked: whole');
    expect(code).toBe(0);
  });

  it('exits 1 on a breach, told in a line, and as JSON with stable names', async () => {
    await rm(dataFile());
    const args = ['--destination', 'file:exports', '--dataset', 'nightly'];
    const [text, json] = [
      await verifyThere(...args),
      await verifyThere(...args, '--output', 'json'),
    ];
    expect([text.code, json.code]).toEqual([1, 1]);
    expect(text.out).toMatch(/^ {2}BREACH fileMissing {2}default\/nightly\/.*export-1\.csv: /m);
    expect(JSON.parse(json.out)).toEqual({
      version: 1,
      destination: expect.stringMatching(/^file:.*\/exports$/) as string,
      whole: false,
      breaches: 1,
      datasets: [
        {
          ...REF,
          ...{ windows: 1, records: 0, bytes: 4 },
          breaches: [
            {
              kind: 'fileMissing',
              key: `default/nightly/${windowName(WINDOW)}/export-1.csv`,
              message: expect.any(String) as string,
            },
          ],
          ...{ liveClaims: [], provisional: [], unnamedFiles: [], staged: [] },
        },
      ],
    });
  });

  it.each([
    { name: 'all of it', filter: () => true },
    { name: 'its visible files', filter: (path: string) => !basename(path).startsWith('.') },
  ])(
    'holds for a plain copy of $name in another place, and sees what befell it',
    async (copied) => {
      const [from, copy] = [join(folder.path, 'exports'), join(folder.path, 'elsewhere', 'copy')];
      await cp(from, copy, { recursive: true, filter: copied.filter });
      await rm(from, { recursive: true });
      const args = ['verify', '--destination', `file:${copy}`];
      expect(await runInProcess(args)).toMatchObject({
        code: 0,
        out: 'default/nightly  whole  1 window, 0 records, 4 B\n',
      });
      await writeFile(join(copy, 'default/nightly', windowName(WINDOW), 'export-1.csv'), 'a\nb\n');
      const { code, out } = await runInProcess(args);
      expect(code).toBe(1);
      expect(out).toContain('BREACH checksumDiffers');
      expect(out).toMatch(/BREACH recordsDiffer .*the file has 1, the manifest says 0/);
    },
  );

  it.each([
    {
      name: 'an unknown dataset',
      args: ['--dataset', 'nigthly'],
      says: 'Did you mean "nightly"? There are: nightly',
    },
    {
      name: 'an unknown instance',
      args: ['--instance', 'other'],
      says: 'no dataset of the instance "other"',
    },
    {
      name: 'a folder without exports',
      args: ['--destination', 'file:./src'],
      says: 'holds no exports',
    },
    {
      name: 'another kind of place',
      args: ['--destination', 'gs://bucket'],
      says: 'no destination',
    },
    { name: 'an empty destination', args: ['--destination', ''], says: 'Write file: before' },
    { name: 'an argument too many', args: ['nightly'], says: 'too many arguments' },
  ])('exits 2 on $name', async ({ args, says }) => {
    const exports = `file:${join(folder.path, 'exports')}`;
    const { code, ...written } = await runInProcess(['verify', ...args], {
      EXTRACT_DESTINATION: exports,
    });
    expect(written).toEqual({ out: '', err: expect.stringContaining(says) as string });
    expect(code).toBe(2);
  });
});
