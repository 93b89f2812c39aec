import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { ExecutableSpec, PlatformKey } from './executables.ts';

/** Puts the executable somewhere below `folder` and gives its path. */
export type Fetcher = (folder: string) => Promise<string>;

/**
 * In a checkout `.cache/temporal` beside package.json: unlike `node_modules/.cache` it survives `npm ci`.
 * Installed as a dependency, the user's own cache: the package's folder may be read-only and goes with each update.
 */
export function defaultCacheFolder(env: NodeJS.ProcessEnv): string {
  const packageRoot = fileURLToPath(new URL('../../', import.meta.url));
  if (!packageRoot.includes(`${sep}node_modules${sep}`)) {
    return join(packageRoot, '.cache', 'temporal');
  }
  const set = env.XDG_CACHE_HOME;
  const caches = set !== undefined && set !== '' ? set : join(homedir(), '.cache');
  return join(caches, 'marketo-activity-extract', 'temporal');
}

/** Where the cache keeps this version for this platform. */
export function cachedPath(
  cacheFolder: string,
  spec: ExecutableSpec,
  platform: PlatformKey,
): string {
  return join(cacheFolder, `${spec.name}-${spec.version}-${platform}`);
}

/**
 * Fetches into a folder of its own, checks the bytes and moves the file into place in one step: processes that
 * fetch at the same time never see half a file, and the last one in replaces equal bytes.
 */
export async function fetchIntoCache(
  target: string,
  expectedSha256: string,
  fetcher: Fetcher,
): Promise<void> {
  const cacheFolder = join(target, '..');
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, 'fetch-'));
  try {
    const executable = await fetcher(folder);
    const actual = await sha256OfFile(executable);
    if (actual !== expectedSha256) {
      throw new Error(`the executable's SHA-256 is ${actual}, expected ${expectedSha256}`);
    }
    await chmod(executable, 0o755);
    await rename(executable, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
