/** docs/loading.md, DuckDB: its blocks as they stand, on datasets that the product's ledger wrote. */
import { readFileSync } from 'node:fs';
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blocksOf } from '../support/document-sections.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { spawnShell } from '../support/spawn-shell.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { sorted, sortedJson, withoutCr, type Row } from './expected.ts';
import { emulatedDay, fileOf, HAND_WRITTEN } from './files.ts';
import { claimsOfLoader, type Loader } from './loader-claims.ts';
import { Publisher } from './publisher.ts';

const page = readFileSync(new URL('../../docs/loading.md', import.meta.url), 'utf8');
const [TABLES = '', LOAD = ''] = blocksOf(page, 'DuckDB', 'sql', 2);
const [TO_PARQUET = ''] = blocksOf(page, 'Parquet for the others', 'sql', 1);
const [WITHOUT_CR = ''] = blocksOf(page, 'When a file will not load', 'sh', 1);
const [LIST_FILES = ''] = blocksOf(page, 'Which files are new', 'sh', 1);
const HOME = process.cwd();

let instance: DuckDBInstance | undefined;
let connection: DuckDBConnection;

const duckdb: Loader = {
  begin: async (folder) => {
    close();
    // The page's paths are relative, as in a shell.
    process.chdir(folder);
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
    await connection.run(TABLES);
  },
  load: () => load(LOAD),
  run: async (sql) => {
    await connection.run(sql);
  },
  rows: () => readRows('marketo_activity'),
  refusals: { cr: /not RFC 4180 compliant/ },
  bareQuotes: 'a"b"c',
  held: (row) => row,
  end: () => {
    close();
    return Promise.resolve();
  },
};

function close(): void {
  if (instance === undefined) return;
  connection.closeSync();
  instance.closeSync();
  instance = undefined;
  process.chdir(HOME);
}

async function load(script: string): Promise<void> {
  try {
    await connection.run(script);
  } catch (error) {
    await connection.run('ROLLBACK'); // as the end of `duckdb -bail` does
    throw error;
  }
}

async function readRows(table: string): Promise<Row[]> {
  const reader = await connection.runAndReadAll(`
    SELECT marketo_guid, lead_id::VARCHAR, epoch(activity_date)::BIGINT::VARCHAR, activity_type_id::VARCHAR,
      campaign_id::VARCHAR, primary_attribute_value_id::VARCHAR, primary_attribute_value, attributes::VARCHAR,
      epoch(window_start)::BIGINT::VARCHAR
    FROM ${table}`);
  return reader.getRows().map(asRow);
}

function asRow(cells: readonly DuckDBValue[]): Row {
  return cells.map((cell, at) => {
    if (cell === null) return null;
    return at === 7 ? sortedJson(String(cell)) : String(cell);
  });
}

describe('the recipe for DuckDB', () => {
  claimsOfLoader(duckdb);
});

describe('with DuckDB', () => {
  let folder: TemporaryFolder;
  let publisher: Publisher;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    publisher = await Publisher.open(folder.path);
    await duckdb.begin(folder.path);
  });

  afterEach(async () => {
    close();
    await folder.remove();
  });

  it('Parquet holds what the table holds', async () => {
    await publisher.publish({ day: '2025-06-06', bytes: fileOf(HAND_WRITTEN) });
    await duckdb.load();
    await connection.run(TO_PARQUET);
    expect(sorted(await readRows("'activities.parquet'"))).toEqual(sorted(publisher.expected()));
  });

  it('the list of files has what the warehouses are told of each', async () => {
    await publisher.publish({ day: '2025-06-06', bytes: fileOf(HAND_WRITTEN) });
    const [program, ...args] = LIST_FILES.trim().split(' ');
    const { code, out } = await runInProcess(args, {
      EXTRACT_DESTINATION: `file:${folder.path}/exports`,
    });
    expect([program, code]).toEqual(['marketo-extract', 0]);
    const { files } = JSON.parse(out) as { files: unknown[] };
    await duckdb.load();
    const loaded = await connection.runAndReadAll(`
      SELECT strftime(window_start AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS "startAt",
        strftime(window_end AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS "endAt",
        export_id AS "exportId", loaded::INTEGER AS records
      FROM marketo_window`);
    expect(files).toMatchObject(loaded.getRowObjects());
    expect(files).toMatchObject([{ dataUri: expect.stringMatching(/^file:.*\.csv$/) as string }]);
  });

  it('a copy without carriage returns can be loaded', async () => {
    const day = '2025-06-01';
    await publisher.publish({ day, bytes: await emulatedDay(day, 'cr') });
    const shell = spawnShell(WITHOUT_CR, { cwd: folder.path, env: { PATH: process.env['PATH'] } });
    expect(await shell.exited, shell.output()).toBe(0);
    await load(LOAD.replace("'exports/default/nightly'", "'without-cr'"));
    const bare = publisher.expected().map(withoutCr);
    expect(sorted(await duckdb.rows())).toEqual(sorted(bare));
  });
});
