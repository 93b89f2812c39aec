/** The docs site as a reader has it: built by the documented command, served on loopback, opened in a real browser. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/temporal-cli/free-port.ts';
import { launchBrowser, withPage } from '../support/browser.ts';
import { findBrowser } from '../support/find-browser.ts';
import { type ShellProcess, spawnShell } from '../support/spawn-shell.ts';

const ROOT = new URL('../../', import.meta.url);
const DIST = new URL('site/dist/', ROOT);
/** A picture in the page: the browser's own types are not those of this project. */
interface Decodable {
  decode(): Promise<void>;
}

const missing = await whatIsMissing();
if (missing !== undefined) process.stderr.write(`The docs site is not tested: ${missing}\n`);

async function whatIsMissing(): Promise<string | undefined> {
  const browser = await findBrowser();
  if (!browser.available) return browser.reason;
  if (existsSync(new URL('site/node_modules/vitepress', ROOT))) return undefined;
  const reason = 'What builds it is not installed; npm ci --prefix site does that.';
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

const shell = (command: string) => {
  // What vitest sets for itself would make Vite build for tests.
  const { NODE_ENV: _, ...env } = process.env;
  return spawnShell(command, { cwd: fileURLToPath(ROOT), env });
};

describe.skipIf(missing !== undefined)('the docs site', () => {
  let server: ShellProcess | undefined;
  let browser: Browser | undefined;
  let baseUrl: string;
  beforeAll(async () => {
    const build = shell('npm run docs:build');
    expect(await build.exited, build.output()).toBe(0);
    const port = await freePort();
    baseUrl = `http://127.0.0.1:${port}`;
    server = shell(`npm run docs:serve -- --port ${port}`);
    await server.waitForOutput('Built site served at');
    const found = await findBrowser();
    browser = await launchBrowser(found.available ? found.path : '');
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await server?.interrupt();
  });

  /** Fails also when the page complains, or asks another machine for something. */
  const reading = (path: string, use: (page: Page) => Promise<void>) => () =>
    withPage(browser!, { baseUrl }, async (page) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(baseUrl) && !url.startsWith('data:')) complaints.push(url);
      });
      await page.goto(path);
      await use(page);
      expect(complaints).toEqual([]);
    });

  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

  it(
    'opens with the README and its pictures',
    reading('/', async (page) => {
      await heading(page, 'marketo-activity-extract').waitFor();
      const pictures = page.locator('main img');
      expect(await pictures.count()).toBeGreaterThan(0);
      for (const picture of await pictures.all()) {
        await picture.scrollIntoViewIfNeeded();
        // Rejects, unless there is a picture.
        await picture.evaluate((img) => (img as unknown as Decodable).decode());
      }
    }),
  );

  it(
    'leads by its navigation, and by a link of a page to a heading of another',
    reading('/', async (page) => {
      await page.locator('.VPSidebar').getByRole('link', { name: 'Running it' }).click();
      await heading(page, 'Running it').waitFor();
      await page.locator('main').getByRole('link', { name: 'WrongStore' }).first().click();
      await page.waitForURL('**/docs/errors#wrongstore');
      await heading(page, 'Failures').waitFor();
      await page.locator('#wrongstore').waitFor();
    }),
  );

  it(
    'finds the page of a word',
    reading('/', async (page) => {
      await page.getByRole('button', { name: 'Search' }).first().click();
      await page.getByRole('searchbox').fill('stagingLost');
      await page.locator('#localsearch-list a').first().click();
      await page.waitForURL(({ pathname }) => pathname !== '/');
      await page.locator('main').getByText('stagingLost').first().waitFor();
    }),
  );

  it('has no link that leads to nothing, and none to a heading that is not there', () => {
    const pages = new Map(
      readdirSync(DIST, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.html') && name !== '404.html')
        .map((name) => [`/${name}`, readFileSync(new URL(name, DIST), 'utf8')]),
    );
    const dead = [...pages].flatMap(([path, html]) =>
      linksOf(html)
        .filter((target) => !leadsSomewhere(pages, path, target))
        .map((target) => `${path}: ${target}`),
    );
    expect(pages.size).toBeGreaterThan(30);
    expect(dead).toEqual([]);
  });
});

const linksOf = (html: string) =>
  [...html.matchAll(/<a\b[^>]* href="([^"]*)"/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

function leadsSomewhere(pages: ReadonlyMap<string, string>, from: string, target: string) {
  const [path = '', anchor = ''] = target.split('#');
  const page = path === '' ? from : fileOf(posix.resolve(posix.dirname(from), path), path);
  const html = pages.get(page);
  return (
    html !== undefined && (anchor === '' || html.includes(` id="${decodeURIComponent(anchor)}"`))
  );
}

/** Which file the server answers with. */
function fileOf(path: string, asked: string): string {
  if (path === '/') return '/index.html';
  return asked.endsWith('/') ? `${path}/index.html` : `${path.replace(/\.html$/, '')}.html`;
}
