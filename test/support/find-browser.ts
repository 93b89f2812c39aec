/** Where a Chromium is that tests and screenshots can drive. Nothing is downloaded. */
import { findOnPath, isExecutableFile } from '../../src/temporal-cli/path-lookup.ts';

export type BrowserLookup =
  | { readonly available: true; readonly path: string }
  /** A reason to skip, which has to be said. */
  | { readonly available: false; readonly reason: string };

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
/** Applications of macOS are not on the PATH. */
const APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const WHAT_TO_DO =
  'Install it (on Debian: apt-get install --no-install-recommends chromium) or set CHROMIUM_PATH to a Chromium or Chrome.';

/**
 * By `CHROMIUM_PATH`, else by the usual names. Throws when that variable names no executable file, and in CI
 * (`CI=true`) also when there is none: what CI does not run, nobody runs.
 */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<BrowserLookup> {
  const set = env.CHROMIUM_PATH ?? '';
  if (set !== '') {
    if (await isExecutableFile(set)) return { available: true, path: set };
    throw new Error(`CHROMIUM_PATH is ${set}, which is not an executable file. ${WHAT_TO_DO}`);
  }
  const path = (await byName(env)) ?? (await byApplication());
  if (path !== undefined) return { available: true, path };
  const reason = `No Chromium on the PATH (${NAMES.join(', ')}). ${WHAT_TO_DO}`;
  if (env.CI === 'true') throw new Error(reason);
  return { available: false, reason };
}

async function byName(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const name of NAMES) {
    const path = await findOnPath(name, env);
    if (path !== undefined) return path;
  }
  return undefined;
}

async function byApplication(): Promise<string | undefined> {
  for (const path of APPLICATIONS) if (await isExecutableFile(path)) return path;
  return undefined;
}
