/** `bench/results/*.json` and the page that shows them. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { BenchResult } from './results.ts';
import { performanceTables } from './table.ts';

const RESULTS = new URL('../results/', import.meta.url);
const PAGE = new URL('../../docs/performance.md', import.meta.url);
const START = '<!-- results: generated -->';
const END = '<!-- end of results -->';

export async function writeResult(result: BenchResult): Promise<void> {
  const text = `${JSON.stringify(result, undefined, 2)}\n`;
  await writeFile(new URL(`${result.bench}.json`, RESULTS), text);
}

/** In the order of `names`; benches that have not been run are left out. */
export async function readResults(names: readonly string[]): Promise<BenchResult[]> {
  const files = await readdir(RESULTS);
  const there = names.filter((name) => files.includes(`${name}.json`));
  return Promise.all(
    there.map(async (name) => {
      const text = await readFile(new URL(`${name}.json`, RESULTS), 'utf8');
      return JSON.parse(text) as BenchResult; // as `writeResult` wrote it
    }),
  );
}

/** Puts the tables in place of those that the page has. */
export async function writePage(results: readonly BenchResult[]): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [before, rest = ''] = page.split(START);
  const after = rest.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/performance.md is without ${START} … ${END}`);
  }
  await writeFile(PAGE, `${before}${START}\n\n${performanceTables(results)}\n\n${END}${after}`);
}
