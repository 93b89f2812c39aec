/** The package as npm lays it down, without asking a registry: packed from a fresh build, beside the dependencies that are here anyway. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly files: readonly string[];
}

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Manifest;

const run = promisify(execFile);

/**
 * As `npm pack` does it after `npm run build`, but for two things that cost more than all the rest. Types are checked by
 * `npm run check:types`, so that they are only emitted here. The workflow bundle is left out: a worker makes it where it is missing.
 */
export async function pack(from: string): Promise<string> {
  const always = ['package.json', 'README.md', 'LICENSE'];
  const listed = manifest.files.filter((part) => part !== 'dist');
  for (const part of [...always, ...listed]) {
    await cp(join(ROOT, part), join(from, part), { recursive: true });
  }
  const dist = join(from, 'dist');
  await runTool(
    'typescript/bin/tsc',
    ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', dist],
    ROOT,
  );
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent'], { cwd: from });
  return join(from, stdout.trim());
}

/** Answers the folder of the package in the project. */
export async function install(tarball: string, project: string): Promise<string> {
  const installed = join(project, 'node_modules', manifest.name);
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components', '1']);
  for (const name of [...Object.keys(manifest.dependencies), '@types/node']) {
    const link = join(project, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), link);
  }
  return installed;
}

/** A development dependency. It tells on stdout what is wrong, which is then the error's message. */
export async function runTool(script: string, args: readonly string[], cwd: string): Promise<void> {
  const path = join(ROOT, 'node_modules', script);
  await run(process.execPath, [path, ...args], { cwd }).catch((error: unknown) => {
    throw new Error((error as { stdout?: string }).stdout, { cause: error });
  });
}

export async function filesIn(tarball: string): Promise<readonly string[]> {
  const { stdout } = await run('tar', ['-tzf', tarball]);
  return stdout
    .trim()
    .split('\n')
    .map((path) => path.replace('package/', ''));
}
