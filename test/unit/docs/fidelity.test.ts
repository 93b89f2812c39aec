import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { titlePathsIn } from './test-titles.ts';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('src/emulator/FIDELITY.md', root), 'utf8');
const folder = new URL('test/emulator/', root);
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** What stands for any text: `…` on the page, which is also how a placeholder in a title is written there. */
const WILD = '…';
const titles = sources.flatMap(titlePathsIn).flatMap(writings);

/** `| Behaviour | Mark | Test |`, without heads and rules; tables of other widths are none of these. */
const rows = [...page.matchAll(/^\|([^|]+)\|([^|]+)\|([^|]+)\|$/gm)]
  .map((cells) => cells.slice(1).map((cell) => cell.trim()))
  .filter(([behaviour = '']) => behaviour !== 'Behaviour' && !behaviour.startsWith('---'))
  .map(([behaviour = '', mark = '', test = '']) => ({ behaviour, mark, test }));

/** A test can be called by its title, with or without the suites around it. */
function writings(path: readonly string[]): string[] {
  const wild = path.map((title) => title.replace(/%[sdifjoO]|\$[\w.]+/g, WILD));
  const suffixes = wild.map((_, index) => wild.slice(index).join(' '));
  return suffixes.filter((writing) => /\p{L}/u.test(writing));
}

/** Whether a test has this title; a wild place of the page stands for any text. */
function isTitle(text: string): boolean {
  const pattern = new RegExp(`^${text.split(WILD).map(escaped).join('.*')}$`, 'u');
  return titles.some((title) => pattern.test(title));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A cell names one test, or several with semicolons between; a title may have one of its own. */
function areTitles(cell: string): boolean {
  const ends = [...cell.matchAll(/; /g)].map(({ index }) => index);
  return (
    isTitle(cell) ||
    ends.some((end) => isTitle(cell.slice(0, end)) && areTitles(cell.slice(end + 2)))
  );
}

describe('FIDELITY.md', () => {
  it.each(rows)('names a test that exists for: $behaviour', ({ test }) => {
    expect(areTitles(test)).toBe(true);
  });

  it.each(rows)('says where it is from: $behaviour', ({ mark }) => {
    expect(mark).toMatch(/\b[DSI]\b/);
  });

  it('has rows', () => {
    expect(rows.length).toBeGreaterThan(50);
  });
});

describe('a cell', () => {
  it.each([
    ['no such test', false],
    ['an unknown … is 601', true],
    ['no such test; create accepts …', false],
    ['an unknown token is 601', true],
    ['an unknown token is 602', false],
    ['create accepts types', false],
    ['create accepts …; an unknown token is 601', true],
    ['a job can be failed over HTTP; an unknown one is 404', true],
  ])('with "%s" is taken: %s', (cell, taken) => {
    expect(areTitles(cell)).toBe(taken);
  });
});
