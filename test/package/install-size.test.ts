/** What an installation brings along, counted in what is installed here: the packages of package-lock.json that are not for development. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './packed.ts';

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}
const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};
const installed = Object.entries(packages)
  .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
  .map(([path]) => path);

/** The SDK's native library comes for five platforms in one package, some 150 MB: theirs to divide. The Dockerfile keeps one. */
const NATIVE = 'node_modules/@temporalio/core-bridge';
/** webpack and swc, by which the SDK bundles workflows, with what they need; its protocol, 11 MB; and some 25 MB of ours. */
const LARGEST_MB = 105;

/** Of its own files; packages inside it are counted by themselves. Nothing: optional, for another platform. */
async function bytesOf(folder: string): Promise<number> {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true }).catch(() => []);
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? 0 : bytesOf(path);
    return (await stat(join(ROOT, path))).size;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

test(`beside Temporal's native library at most ${LARGEST_MB} MB are installed`, async () => {
  const sizes = new Map<string, number>();
  for (const path of installed) sizes.set(path, (await bytesOf(path)) / 1e6);
  expect(sizes.get(NATIVE)).toBeGreaterThan(20);
  sizes.delete(NATIVE);
  const largest = [...sizes].sort(([, one], [, other]) => other - one).slice(0, 12);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect(total, JSON.stringify(largest)).toBeLessThan(LARGEST_MB);
});

test.each(['typescript', 'tsx', 'vitest', 'esbuild'])('%s is for development only', (name) => {
  expect(installed).not.toContain(`node_modules/${name}`);
});
