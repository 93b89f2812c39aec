/** The package as npm lays it down: packed once, installed from the tarball, and used by programs of another project. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fencedBlocks } from '../../support/fenced-blocks.ts';
import { PROGRAMS } from './programs.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
}

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const { dependencies, exports } = JSON.parse(
  await readFile(join(root, 'package.json'), 'utf8'),
) as Manifest;
/** Of docs/embedding.md: they are compiled against the installed package. */
const shown = fencedBlocks(await readFile(join(root, 'docs/embedding.md'), 'utf8'))
  .filter(({ language }) => language === 'ts')
  .map(({ text }, at) => ({ name: `shown-${at}`, text }));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  const project = join(folder, 'project');
  await install(await pack(join(folder, 'package')), project);
  const programs = [...PROGRAMS, ...shown];
  for (const { name, text } of programs) await writeFile(join(project, `${name}.ts`), text);
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  const names = programs.map(({ name }) => `${name}.ts`);
  await told(tsc, [...strict, '--resolveJsonModule', '--skipLibCheck', ...names], project);
}, 240_000);
afterAll(() => rm(folder, { recursive: true }));

/** As `npm pack` does it after `npm run build`, but for the workflow bundle, which a worker makes itself where it is missing. */
async function pack(from: string): Promise<string> {
  const parts = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'docs'];
  for (const part of parts) await cp(join(root, part), join(from, part), { recursive: true });
  await told(tsc, ['-p', 'tsconfig.build.json', '--outDir', join(from, 'dist')], root);
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent'], { cwd: from });
  return join(from, stdout.trim());
}

async function install(tarball: string, project: string): Promise<void> {
  const installed = join(project, 'node_modules/marketo-activity-extract');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components', '1']);
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    const link = join(project, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(root, 'node_modules', name), link);
  }
}

/** A compiler tells on stdout what is wrong. */
async function told(script: string, args: readonly string[], cwd: string): Promise<void> {
  await run(process.execPath, [script, ...args], { cwd }).catch((error: unknown) => {
    throw new Error((error as { stdout?: string }).stdout, { cause: error });
  });
}

test.each(PROGRAMS)(
  '$imports: $claim',
  async ({ name, output }) => {
    const cwd = join(folder, 'project');
    const { stdout } = await run(process.execPath, [`${name}.js`], { cwd, timeout: 100_000 });
    expect(JSON.parse(stdout)).toEqual(output);
  },
  120_000,
);

test('docs/embedding.md shows programs, which were compiled', () => {
  expect(shown.length).toBeGreaterThanOrEqual(4);
});

test('every sub-path is used by one of these programs', () => {
  const used = PROGRAMS.map(({ text }) => text).join('\n');
  const unused = Object.keys(exports).filter(
    (path) => !used.includes(`'${path.replace('.', 'marketo-activity-extract')}'`),
  );
  expect(unused).toEqual([]);
});
