import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { BENCHES } from '../../../bench/benches.ts';
import { readResults } from '../../../bench/framework/files.ts';
import { performanceTables } from '../../../bench/framework/table.ts';
import { sectionOf } from '../../support/document-sections.ts';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/performance.md', root), 'utf8');
const names = BENCHES.map(({ name }) => name);

it('docs/performance.md has the tables of bench/results; `npm run bench` writes both', async () => {
  const [, shown = ''] = page.split(/<!-- (?:results: generated|end of results) -->/);
  expect(shown.trim()).toBe(performanceTables(await readResults(names)));
});

it('there are results of every bench, and of no other', () => {
  const files = readdirSync(new URL('bench/results/', root));
  expect(files.sort()).toEqual(names.map((name) => `${name}.json`).sort());
});

it.each(names)('docs/performance.md says what limits %s', (name) => {
  expect(sectionOf(page, 'What limits each figure')).toContain(`**${name}`);
});

it('results tell nothing of whose machine it was', () => {
  for (const file of readdirSync(new URL('bench/results/', root))) {
    const text = readFileSync(new URL(`bench/results/${file}`, root), 'utf8');
    expect(text).not.toMatch(/hostname|"\/(?:home|tmp|root|work|Users)/);
  }
});
