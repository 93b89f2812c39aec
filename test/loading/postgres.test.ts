/** docs/loading.md, Postgres: its blocks as they stand, on datasets that the product's ledger wrote. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { blocksOf } from '../support/document-sections.ts';
import { spawnShell } from '../support/spawn-shell.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { sorted, sortedJson, withoutCr, type Row } from './expected.ts';
import { emulatedDay } from './files.ts';
import { claimsOfLoader, type Loader } from './loader-claims.ts';
import { Psql } from './psql.ts';
import { Publisher } from './publisher.ts';

const page = readFileSync(new URL('../../docs/loading.md', import.meta.url), 'utf8');
const [TABLES = '', LOAD = ''] = blocksOf(page, 'Postgres', 'sql', 2);
const [EACH_FILE = ''] = blocksOf(page, 'Postgres', 'sh', 1);

const TAKE_NUL_OUT = "tr -d '\\000'";

let database: PGlite;
let psql: Psql;
let cwd: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  database = await PGlite.create();
  psql = await Psql.serve(database);
});

const postgres: Loader = {
  begin: async (folder) => {
    await database.exec('DROP TABLE IF EXISTS marketo_activity, marketo_window');
    await database.exec(TABLES);
    await writeFile(join(folder, 'load.sql'), LOAD);
    cwd = folder;
    env = await psql.install(folder);
  },
  load: () => load(EACH_FILE),
  run: async (sql) => {
    await database.exec(sql);
  },
  rows: readRows,
  refusals: {
    cr: /unquoted carriage return/,
    strayQuote: /extra data|missing data|unterminated|every_row_loaded/,
  },
  bareQuotes: 'abc',
  held: withoutNul,
  end: async () => {
    await psql.close();
    await database.close();
  },
};

async function load(commands: string): Promise<void> {
  const shell = spawnShell(commands, { cwd, env });
  if ((await shell.exited) !== 0) throw new Error(shell.output());
}

async function readRows(): Promise<Row[]> {
  const { rows } = await database.query<(string | null)[]>(
    `SELECT marketo_guid, lead_id::text, extract(epoch FROM activity_date)::bigint::text, activity_type_id::text,
      campaign_id::text, primary_attribute_value_id::text, primary_attribute_value, attributes::text,
      extract(epoch FROM window_start)::bigint::text
    FROM marketo_activity`,
    [],
    { rowMode: 'array' },
  );
  return rows.map((row) =>
    row.map((cell, at) => (at === 7 && cell !== null ? sortedJson(cell) : cell)),
  );
}

/** NUL is what Postgres cannot hold, neither as it is nor escaped in JSON. */
function withoutNul(row: Row): Row {
  const bare = (text: string) => text.replaceAll('\0', '');
  const revive = (_: string, value: unknown) => (typeof value === 'string' ? bare(value) : value);
  return row.map((cell, at) => {
    if (cell === null) return null;
    return at === 7 ? JSON.stringify(JSON.parse(cell, revive)) : bare(cell);
  });
}

describe('with Postgres', () => {
  let folder: TemporaryFolder;
  let publisher: Publisher;
  const day = '2025-06-01';

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    publisher = await Publisher.open(folder.path);
    await postgres.begin(folder.path);
  });

  afterEach(() => folder.remove());

  it('carriage returns can be taken out with the NUL bytes', async () => {
    await publisher.publish({ day, bytes: await emulatedDay(day, 'cr') });
    await load(EACH_FILE.replace(TAKE_NUL_OUT, "tr -d '\\000\\r'"));
    const bare = publisher.expected().map((row) => withoutCr(withoutNul(row)));
    expect(sorted(await readRows())).toEqual(sorted(bare));
  });

  it('a NUL byte that is not taken out stops the load', async () => {
    await publisher.publish({ day, bytes: await emulatedDay(day, 'nul') });
    await expect(load(EACH_FILE.replace(TAKE_NUL_OUT, 'cat'))).rejects.toThrow(/0x00/);
  });
});

// Last, because its end closes the database.
describe('the recipe for Postgres', () => {
  claimsOfLoader(postgres);
});
