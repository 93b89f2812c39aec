/** A real browser on loopback pages: the same window, zone and language on every machine, and no way out of it. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

export interface PageOptions {
  /** What relative addresses are relative to, such as `http://127.0.0.1:8233`. */
  readonly baseUrl: string;
  /** Default 1280 × 900 pixels. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** Of whatever a page is waited for: far more than it needs on an idle machine. */
const WAIT_MS = 45_000;
/** No other host is found. A route would do as much, and lead every request through the test, past the browser's cache. */
const LOOPBACK_ONLY =
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]';

/** Reaches nothing but loopback. Close it in `afterAll` / `finally`. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  // Playwright leaves Chromium's sandbox off unless told: as root, and in most containers, there can be none.
  return chromium.launch({ executablePath, args: [LOOPBACK_ONLY] });
}

/** A page with storage, cookies and permissions of its own; `closePage` ends all of it. */
export async function openPage(browser: Browser, options: PageOptions): Promise<Page> {
  const context = await browser.newContext({
    baseURL: options.baseUrl,
    viewport: options.size ?? { width: 1280, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(WAIT_MS);
  return context.newPage();
}

export function closePage(page: Page): Promise<void> {
  return page.context().close();
}

/** Gives `use` a page of its own. When it fails, its error also names a picture of what the page showed. */
export async function withPage<T>(
  browser: Browser,
  options: PageOptions,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const page = await openPage(browser, options);
  try {
    return await use(page);
  } catch (error) {
    if (error instanceof Error) error.message += `\n${await pictureOf(page)}`;
    throw error;
  } finally {
    await closePage(page);
  }
}

async function pictureOf(page: Page): Promise<string> {
  try {
    const path = join(await mkdtemp(join(tmpdir(), 'browser-test-')), 'page.png');
    await page.screenshot({ path, fullPage: true });
    return `The page ${page.url()} at that moment: ${path}`;
  } catch (error) {
    return `The page ${page.url()} could not be pictured: ${String(error)}`;
  }
}
