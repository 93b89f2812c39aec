import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { titlesIn } from './test-titles.ts';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/reliability.md', root), 'utf8');

/** `` `title` (`file`) `` */
const named = [...page.matchAll(/`([^`]+)` \(`(test\/[^`]+)`\)/g)].map(
  ([, title = '', file = '']) => ({
    title,
    file,
  }),
);

/** Titles of each file that is named. */
const titles = new Map(
  [...new Set(named.map(({ file }) => file))].map((file) => [
    file,
    [...titlesIn(readFileSync(new URL(file, root), 'utf8'))],
  ]),
);

describe('docs/reliability.md', () => {
  it.each(named)('names a test that exists: $title', ({ title, file }) => {
    expect(titles.get(file)).toContain(title);
  });

  it.each(['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9'])(
    'names tests of %s',
    (promise) => {
      const section = page.split(/^## /m).find((text) => text.startsWith(`${promise} `)) ?? '';
      expect(named.filter(({ title }) => section.includes(`\`${title}\``))).not.toEqual([]);
    },
  );

  it.each([
    'Faults of the field',
    'Workers, storage, input, change',
    'What users of other extractors suffer',
    'Traps',
  ])('names a test or a reason in every row of "%s"', (heading) => {
    const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
    const rows = section
      .split('\n')
      .filter((line) => /^\| (?!Fault |-)/.test(line))
      .map((line) => line.split('|').slice(1, 3));
    expect(rows.length).toBeGreaterThan(10);
    for (const [fault = '', told = ''] of rows) {
      const inTests = named.some(({ title, file }) => told.includes(`\`${title}\` (\`${file}\`)`));
      const inWords = /Cannot occur|No test of its own|Belong to/.test(told);
      expect([fault, inTests || inWords]).toEqual([fault, true]);
    }
  });

  it('has every list item in the form that is checked', () => {
    expect(page.match(/^- /gm)?.length).toBe(page.match(/^- `[^`]+` \(`test\/[^`]+`\)$/gm)?.length);
  });
});

describe('titlesIn', () => {
  it('finds titles of plain, parametrised and conditional tests', () => {
    const source = [
      "describe('a', () => { it('b', () => {}); });",
      "it.each([1])('c %s', () => {}); it.skipIf(true)(`d ${1} e`, () => {});",
      "somethingElse('f');",
    ].join('\n');
    expect([...titlesIn(source)]).toEqual(['a', 'b', 'c %s', 'd ']);
  });
});
