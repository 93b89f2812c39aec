import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_SETTINGS } from '../../../src/config/settings.ts';
import { FAILURE } from '../../../src/interface/names.ts';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const src = new URL('../../../src/', import.meta.url);
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

it.each(types)('docs/errors.md says what %s means and what to do next', (type) => {
  const [, rest = ''] = page.split(new RegExp(`^### ${type}$`, 'm'));
  const [meaning = '', next = '', ...more] = rest.split(/^##/m)[0]!.split('**Next**: ');
  expect(meaning.trim().length).toBeGreaterThan(40);
  expect(next.trim()).toMatch(/^\w[^]{5,}\.$/);
  expect(more).toEqual([]);
});

describe('the code', () => {
  const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'interface/names.ts')
    .map((name) => ({ name, text: readFileSync(new URL(name, src), 'utf8') }));

  it.each(Object.keys(FAILURE))('can fail with FAILURE.%s', (member) => {
    const used = new RegExp(`\\bFAILURE\\.${member}\\b`);
    expect(sources.filter(({ text }) => used.test(text))).not.toEqual([]);
  });

  it('fails with no type that is written out', () => {
    const literal =
      /ApplicationFailure\.\w+\((?:[^;]*?)type: *['"`]|nonRetryable\([^;]*?,\s*['"`]\w+['"`]\s*[,)]/;
    expect(sources.filter(({ text }) => literal.test(text)).map(({ name }) => name)).toEqual([]);
  });
});

it('docs/errors.md names no setting that there is not', () => {
  const known = new Set(ALL_SETTINGS.map(({ variable }) => variable));
  const named = page.match(/\b(?:EXTRACT|MARKETO)_[A-Z0-9_]+/g) ?? [];
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
