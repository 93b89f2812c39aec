import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');
let folder: string;

/** The package as npm would lay it down, with the emulator built as `npm run build` builds it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-package-'));
  const installed = join(folder, 'node_modules/marketo-activity-extract');
  await mkdir(installed, { recursive: true });
  await copyFile(join(root, 'package.json'), join(installed, 'package.json'));
  await build(join(installed, 'dist'));
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(root, 'node_modules', name), link);
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

async function build(outDir: string): Promise<void> {
  const config = {
    extends: join(root, 'tsconfig.build.json'),
    compilerOptions: {
      rootDir: join(root, 'src'),
      outDir,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: [],
    files: [join(root, 'src/emulator/index.ts')],
  };
  const path = join(folder, 'tsconfig.build.json');
  await writeFile(path, JSON.stringify(config));
  await run(process.execPath, [tsc, '-p', path]);
}

const program = `
import { startEmulator, type Emulator, type FaultRule, type Switches } from 'marketo-activity-extract/emulator';

const rule: FaultRule = { on: 'file', do: { cutAfterBytes: 10 } };
const switches: Partial<Switches> = { guids: 'digits' };
const emulator: Emulator = await startEmulator({ scale: 0, faults: [rule], switches });
const { status } = await fetch(emulator.url + '/identity/oauth/token');
const truth = await emulator.truth({ startAt: '2025-06-01', endAt: '2025-06-01T23:59:59Z' });
console.log(JSON.stringify({ status, rows: truth.numberOfRecords }));
await emulator.close();
`;

test('another project can import the emulator by its sub-path, with types, and start it', async () => {
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'program.ts'), program);
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  await run(process.execPath, [tsc, ...strict, 'program.ts'], { cwd: folder });
  const { stdout } = await run(process.execPath, ['program.js'], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({ status: 401, rows: 5000 });
}, 120_000);
