/** What holds for every page: links lead somewhere, commands and examples are what the program takes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ALL_SETTINGS } from '../../../src/config/settings.ts';
import { parseRequest } from '../../../src/interface/request.ts';
import { CONFORMANCE_VARIABLES } from '../../conformance/marketo/settings.ts';
import { fencedBlocks } from '../../support/fenced-blocks.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
/** Not below `node_modules`, which an example may have when somebody has tried it. */
const within = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.includes('node_modules'))
    .map((name) => join(folder, name));
const pages = [
  ...readdirSync(root),
  ...['docs', 'deploy', 'examples', 'src', 'test'].flatMap(within),
]
  .filter((name) => name.endsWith('.md'))
  .sort();

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const known = new Set<string>([
  ...ALL_SETTINGS.map(({ variable }) => variable),
  ...CONFORMANCE_VARIABLES,
]);

it('pages are found wherever they are', () => {
  const some = ['deploy/monitoring/README.md', 'docs/s3.md', 'examples/python/README.md'];
  expect(pages).toEqual(expect.arrayContaining([...some, 'README.md', 'src/emulator/FIDELITY.md']));
});

describe.each(pages)('%s', (path) => {
  const page = read(path);
  const prose = page.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');

  it('has links that lead to a file, and to a heading in it', () => {
    for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const found = file === '' ? path : join(dirname(path), file);
      expect(existsSync(join(root, found)), target).toBe(true);
      if (anchor !== undefined) expect(anchors(read(found)), target).toContain(anchor);
    }
  });

  it('names npm scripts that there are', () => {
    const named = [...page.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names settings that there are', () => {
    const named = page.match(/\b(?:EXTRACT|MARKETO)_[A-Z0-9_]+[A-Z0-9]/g) ?? [];
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('names files of this repository that there are', () => {
    const named = [...prose.matchAll(/`((?:src|test|docs|scripts)\/[\w./-]+)`/g)];
    const missing = named.filter(([, name = '']) => !existsSync(join(root, name)));
    expect(missing.map(([, name]) => name)).toEqual([]);
  });

  it('shows requests that are accepted', () => {
    const requests = fencedBlocks(page)
      .filter(
        ({ language, text }) => language === 'json' && text.includes('"createdAt": { "startAt"'),
      )
      .map(({ text }) => JSON.parse(text) as unknown);
    for (const request of requests) {
      const parsed = parseRequest(request, { referenceTime: new Date('2026-11-20T00:00:00Z') });
      expect(parsed, JSON.stringify(request)).toMatchObject({ ok: true });
    }
  });
});

/** As GitHub makes them of headings. */
function anchors(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
