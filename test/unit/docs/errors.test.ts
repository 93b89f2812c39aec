import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ALL_SETTINGS } from '../../../src/config/settings.ts';
import { FAILURE } from '../../../src/interface/names.ts';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const types = Object.values(FAILURE).sort();

it('docs/errors.md has a section for every failure type, and for no other', () => {
  const sections = [...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  expect(sections.sort()).toEqual(types);
});

it('docs/errors.md has a row for every failure type, and for no other', () => {
  const rows = [...page.matchAll(/^\| \[(\w+)\]\(#(\w+)\)/gm)];
  expect(rows.map(([, name]) => name).sort()).toEqual(types);
  for (const [, name, anchor] of rows) expect(anchor).toBe(name?.toLowerCase());
});

it.each(types)('docs/errors.md says what to do next after %s', (type) => {
  const [, section = ''] = page.split(new RegExp(`^### ${type}$`, 'm'));
  expect(section.split(/^##/m)[0]).toContain('**Next**: ');
});

it('docs/errors.md names no setting that there is not', () => {
  const known = new Set(ALL_SETTINGS.map(({ variable }) => variable));
  const named = page.match(/\b(?:EXTRACT|MARKETO)_[A-Z0-9_]+/g) ?? [];
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
