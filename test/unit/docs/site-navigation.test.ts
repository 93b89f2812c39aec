/** The order of the docs site: no page is left out of it. The site itself is tested in a browser. */
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INDEX_PAGES, navigation } from '../../../site/navigation.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const sectionOf = (link: string, folder = root) =>
  navigation(folder).find(({ items }) => items.some((item) => item.link === link));

describe('the navigation of the docs site', () => {
  const links = navigation(root).flatMap(({ items }) => items.map(({ link }) => link));

  it('leads a reader from use to reasons', () => {
    expect(navigation(root).map(({ text }) => text)).toEqual([
      ...['Start', 'Use', 'Operate', 'Embed', 'Reference', 'Decisions'],
    ]);
  });

  it('has every page once', () => {
    const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `/docs/${name.replace(/\.md$/, '').replace(/README$/, '')}`);
    expect(links).toEqual(expect.arrayContaining(pages));
    expect(new Set(links).size).toBe(links.length);
  });

  it.each(Object.keys(INDEX_PAGES))('serves %s for its folder', (page) => {
    expect(existsSync(join(root, page))).toBe(true);
    expect(links).toContain(`/${page.replace('README.md', '')}`);
  });

  it('names a page by its heading', () => {
    expect(sectionOf('/docs/errors')?.items).toContainEqual({
      text: 'Failures',
      link: '/docs/errors',
    });
  });
});

describe('a page that no section names', () => {
  let copy: TemporaryFolder;
  beforeAll(async () => {
    copy = await makeTemporaryFolder();
    const pages = readdirSync(root).filter((name) => name.endsWith('.md'));
    mkdirSync(join(copy.path, 'src/emulator'), { recursive: true });
    mkdirSync(join(copy.path, 'examples'));
    for (const name of [...pages, 'docs', 'examples/README.md', 'src/emulator/FIDELITY.md']) {
      cpSync(join(root, name), join(copy.path, name), { recursive: true });
    }
  });
  afterAll(() => copy.remove());

  it('stands in the reference', () => {
    writeFileSync(join(copy.path, 'docs/brand-new.md'), '# Brand new\n');
    expect(sectionOf('/docs/brand-new', copy.path)?.text).toBe('Reference');
  });

  it('must have a heading', () => {
    writeFileSync(join(copy.path, 'docs/nameless.md'), 'No heading.\n');
    expect(() => navigation(copy.path)).toThrow('docs/nameless.md has no heading');
  });
});
