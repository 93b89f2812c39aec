/** What docs/loading.md promises of its recipes, whichever database runs them. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Dirt } from '../../src/emulator/data/dirt.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { sorted, type Row } from './expected.ts';
import { emulatedDay, fileOf, HAND_WRITTEN, HEADER, row, type Cells } from './files.ts';
import { Publisher } from './publisher.ts';

/** A database with the tables of the page. */
export interface Loader {
  /** Tables without rows, for the exports of this folder. */
  readonly begin: (folder: string) => Promise<void>;
  /** Runs the recipe; rejects with the database's words. */
  readonly load: () => Promise<void>;
  /** Runs SQL of the test. */
  readonly run: (sql: string) => Promise<void>;
  readonly rows: () => Promise<Row[]>;
  /** What it says to badly written files that it does not load. */
  readonly refusals: Partial<Record<Dirt, RegExp>>;
  /** What it makes of the unquoted cell `a"b"c`. */
  readonly bareQuotes: string;
  /** A row as this database can hold it. */
  readonly held: (row: Row) => Row;
  readonly end: () => Promise<void>;
}

const DAYS = ['2025-06-01', '2025-06-02', '2025-06-03'] as const;
const SIXTH = '2025-06-06';
const SEVENTH = '2025-06-07';

/** Defines the tests. */
export function claimsOfLoader(loader: Loader): void {
  let emulated: readonly Buffer[];
  let folder: TemporaryFolder;
  let publisher: Publisher;

  beforeAll(async () => {
    emulated = [
      await emulatedDay(DAYS[0], 'nul'),
      await emulatedDay(DAYS[1], 'lineSeparator'),
      await emulatedDay(DAYS[2], 'decimal'),
    ];
  });

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    publisher = await Publisher.open(folder.path);
    await loader.begin(folder.path);
  });

  afterEach(() => folder.remove());
  afterAll(() => loader.end());

  const publishRows = (day: string, rows: readonly Cells[], reported = rows.length) =>
    publisher.publish({ day, bytes: fileOf(rows), reported });

  async function holdsWhatIsPublished(): Promise<void> {
    const expected = publisher.expected().map((each) => loader.held(each));
    expect(sorted(await loader.rows())).toEqual(sorted(expected));
  }

  it('loads every row of every file, with the values that a CSV parser reads', async () => {
    for (const [at, bytes] of emulated.entries()) {
      await publisher.publish({ day: DAYS[at] ?? '', bytes });
    }
    await publisher.publish({ day: '2025-06-04', bytes: Buffer.from(HEADER) });
    await publisher.publish({ day: '2025-06-05', bytes: Buffer.alloc(0) });
    await publishRows(SIXTH, HAND_WRITTEN);
    await loader.load();
    expect(publisher.expected()).toHaveLength(900 + HAND_WRITTEN.length);
    await holdsWhatIsPublished();
  });

  it('takes the unquoted word null for no value, and a quoted one for the word', async () => {
    const bytes = Buffer.from(`${HEADER}a,1,2025-06-06T00:00:00Z,1,null,null,"null",null\n`);
    await publisher.publish({ day: SIXTH, bytes });
    await loader.load();
    const [loaded = []] = await loader.rows();
    expect(loaded.slice(4, 8)).toEqual([null, null, 'null', null]);
  });

  it('changes nothing when there is nothing new, nor when the same files come again', async () => {
    await publishRows(SIXTH, HAND_WRITTEN);
    await loader.load();
    await loader.load();
    await holdsWhatIsPublished();
    await loader.run('DELETE FROM marketo_window');
    await loader.load();
    await holdsWhatIsPublished();
  });

  it('ends with the rows of the newer export: late, changed and gone ones', async () => {
    await publishRows(SIXTH, [row('stays', 'x'), row('changes', 'old'), row('goes', 'x')]);
    await publishRows(SEVENTH, [row('of-another-window', 'x')]);
    await loader.load();
    const changed: Cells = ['changes', 9, '2025-06-06T13:00:00Z', 8, 7, 6, null, '{"new":1}'];
    await publishRows(SIXTH, [row('stays', 'x'), changed, row('late', null)]);
    await loader.load();
    await holdsWhatIsPublished();
    await publisher.publish({ day: SIXTH, bytes: Buffer.alloc(0) });
    await loader.load();
    await holdsWhatIsPublished();
  });

  it('keeps an activity that is in two windows once, even twice in a file', async () => {
    await publishRows(SIXTH, [row('twice', 'first'), row('twice', 'first'), row('once', 'x')]);
    await loader.load();
    await publishRows(SEVENTH, [row('twice', 'last')]);
    await loader.load();
    const loaded = sorted(await loader.rows()).map((each) => [each[0], each[6]]);
    expect(loaded).toEqual([
      ['once', 'x'],
      ['twice', 'last'],
    ]);
  });

  it.each([
    [
      'another number of rows than Marketo reported',
      [row('b', 'x')],
      2,
      /every_row_loaded|\(loaded = records\)/,
    ],
    ['a value of another type', [['b', 'x', ...row('', '').slice(2)]], 1, /"?x"?/],
    ['attributes that are no JSON', [[...row('b', 'x').slice(0, 7), '{']], 1, /json/i],
    ['a row without a GUID', [[null, ...row('', 'x').slice(1)]], 1, /null/i],
  ])('refuses a file with %s, and keeps what it had', async (_what, rows, reported, message) => {
    await publishRows(SIXTH, [row('a', 'old'), row('c', 'x')]);
    await loader.load();
    const before = await loader.rows();
    await publishRows(SIXTH, [row('a', 'new'), ...rows], reported + 1);
    await expect(loader.load()).rejects.toThrow(message);
    expect(sorted(await loader.rows())).toEqual(sorted(before));
    await publishRows(SIXTH, [row('a', 'mended')]);
    await loader.load();
    await holdsWhatIsPublished();
  });

  it.each(['cr', 'strayQuote'] as const)(
    'loads a file with %s right, or nothing of it',
    async (dirt) => {
      const day = DAYS[0];
      await publisher.publish({ day, bytes: await emulatedDay(day, dirt) });
      const refusal = loader.refusals[dirt];
      if (refusal === undefined) {
        await loader.load();
        await holdsWhatIsPublished();
      } else {
        await expect(loader.load()).rejects.toThrow(refusal);
        expect(await loader.rows()).toEqual([]);
      }
    },
  );

  it(`makes ${loader.bareQuotes} of a cell with two bare quotes, a"b"c`, async () => {
    const bytes = Buffer.from(`${HEADER}a,1,2025-06-06T00:00:00Z,1,2,3,a"b"c,{}\n`);
    await publisher.publish({ day: SIXTH, bytes });
    await loader.load();
    const [loaded = []] = await loader.rows();
    expect(loaded[6]).toBe(loader.bareQuotes);
  });

  it('refuses a file with other columns', async () => {
    const bytes = Buffer.from(
      fileOf([row('a', 'x')])
        .toString()
        .replace('leadId', 'lead'),
    );
    await publisher.publish({ day: SIXTH, bytes });
    await expect(loader.load()).rejects.toThrow(/columns_as_expected|"columns" IN/);
    expect(await loader.rows()).toEqual([]);
  });
}
