/** Before the first test: `src`, `test/support` and `bench/support` as JavaScript, once for all processes that the tests start. */
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { TestProject } from 'vitest/node';
import { COMPILED_SOURCES } from './compiled-sources.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** In the repository, so that packages are found as the sources find them. */
const FOLDER = join(ROOT, '.compiled');

/** The projects of a run share what the first of them has made. */
export default async function compileSources(project: TestProject): Promise<() => Promise<void>> {
  if (process.env[COMPILED_SOURCES] !== undefined) return () => Promise.resolve();
  await mkdir(FOLDER, { recursive: true });
  const folder = await mkdtemp(join(FOLDER, 'run-'));
  process.env[COMPILED_SOURCES] = folder;
  for (const name of ['package.json', '.cache'])
    await symlink(join(ROOT, name), join(folder, name));
  await compile(folder);
  project.onTestsRerun(() => compile(folder)); // watching: what was edited is what is run
  return () => rm(folder, { recursive: true, force: true });
}

const compile = (folder: string) =>
  compileFiles(ROOT, ['src/**/*.ts', 'test/support/*.ts', 'bench/support/*.ts'], folder);

/** Those of `root` into `folder`, file by file, as the package's build does, since sources find other files by their own place. */
export async function compileFiles(
  root: string,
  files: readonly string[],
  folder: string,
): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [...files],
    outbase: '.',
    outdir: folder,
    bundle: true,
    plugins: [separateFiles],
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
}

const separateFiles: Plugin = {
  name: 'separate-files',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ kind, path }) =>
      kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
    );
  },
};
