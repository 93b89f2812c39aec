/** The package: what is in it, and programs of another project that have installed it. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { nodeExecutable, OTHER_NODES, whyNoOtherNodes } from '../support/other-nodes.ts';
import { filesIn, install, manifest, pack, ROOT, runTool } from './packed.ts';
import { PROGRAMS } from './programs.ts';

/** Two runs of the compiler, 20 s of one core when nobody else has it. */
const BUILD_TIMEOUT_MS = 600_000;

const run = promisify(execFile);
/** Of docs/embedding.md: they are compiled against the installed package. */
const shown = fencedBlocks(await readFile(join(ROOT, 'docs/embedding.md'), 'utf8'))
  .filter(({ language }) => language === 'ts')
  .map(({ text }, at) => ({ name: `shown-${at}`, text }));
let folder: string;
let project: string;
let tarball: string;
let installed: string;
let printed: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  project = join(folder, 'project');
  tarball = await pack(join(folder, 'package'));
  installed = await install(tarball, project);
  await compile([...PROGRAMS, ...shown]);
  printed = await runPrograms(PROGRAMS.map(({ name }) => name));
}, BUILD_TIMEOUT_MS);
afterAll(() => rm(folder, { recursive: true }));

async function compile(programs: readonly { name: string; text: string }[]): Promise<void> {
  for (const { name, text } of programs) await writeFile(join(project, `${name}.ts`), text);
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  const names = programs.map(({ name }) => `${name}.ts`);
  const options = [...strict, '--resolveJsonModule', '--skipLibCheck'];
  await runTool('typescript/bin/tsc', [...options, ...names], project);
}

/** What each has printed. One process runs them one after the other: most of their time would be the SDK's import. */
async function runPrograms(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const all = names.map((name) => `await import('./${name}.js');`).join('\n');
  const flags = ['--input-type=module', '-e', all];
  const { stdout } = await run(process.execPath, flags, { cwd: project, timeout: 100_000 });
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(names.length);
  return new Map(names.map((name, at) => [name, lines[at] ?? '']));
}

test.each(PROGRAMS)('$imports: $claim', ({ name, output }) => {
  expect(JSON.parse(printed.get(name) ?? '')).toEqual(output);
});

test('docs/embedding.md shows programs, which were compiled', () => {
  expect(shown.length).toBeGreaterThanOrEqual(4);
});

test('every sub-path is used by one of these programs', () => {
  const used = PROGRAMS.map(({ text }) => text).join('\n');
  const unused = Object.keys(manifest.exports).filter(
    (path) => !used.includes(`'${path.replace('.', manifest.name)}'`),
  );
  expect(unused).toEqual([]);
});

it.skipIf(whyNoOtherNodes() !== undefined).each(OTHER_NODES)(
  'every sub-path can be imported on Node %s',
  async (version) => {
    const imports = Object.keys(manifest.exports).map((path) => {
      const type = path.endsWith('.json') ? ", { with: { type: 'json' } }" : '';
      return `Object.keys(await import('${path.replace('.', manifest.name)}'${type})).length`;
    });
    const program = `console.log(JSON.stringify([process.version, ${imports.join()}]))`;
    const node = nodeExecutable(version);
    const { stdout } = await run(node, ['--input-type=module', '-e', program], { cwd: project });
    const [ranOn, ...names] = JSON.parse(stdout) as [string, ...number[]];
    expect(ranOn).toBe(`v${version}`);
    expect(names).toHaveLength(imports.length);
    expect(names).not.toContain(0);
  },
  60_000,
);

describe('the tarball', () => {
  it('has entries that Node and bundlers find: publint has nothing to say', async () => {
    const bytes = await readFile(tarball);
    const { messages } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer } });
    expect(messages).toEqual([]);
  });

  it('has types wherever it has code: attw has nothing to say', async () => {
    const attw = '@arethetypeswrong/cli/dist/index.js';
    await runTool(attw, ['--profile', 'esm-only', '--quiet', tarball], project);
  }, 60_000);

  it('holds the program with its types, the documents, and nothing else', async () => {
    const expected =
      /^(dist\/.+\.(js|d\.ts)|docs\/.+|(README|CHANGELOG)\.md|LICENSE|package\.json)$/;
    const strange = (await filesIn(tarball)).filter((path) => !expected.test(path));
    expect(strange).toEqual([]);
  });

  it('is small: 5 MB unpacked are some 500 modules with their types, and no bundled dependency', async () => {
    const sizes = (await filesIn(tarball)).map(
      async (path) => (await stat(join(installed, path))).size,
    );
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(1e6);
    expect(bytes).toBeLessThan(5e6);
  });
});

describe('the command', () => {
  it('has the name of the package, which is what npx looks for', () => {
    expect(Object.keys(manifest.bin)).toEqual([manifest.name, 'marketo-extract']);
  });

  it.skipIf(whyNoOtherNodes() !== undefined).each(OTHER_NODES)(
    'runs on Node %s',
    async (version) => {
      const command = join(installed, manifest.bin[manifest.name] ?? '');
      const { stdout } = await run(nodeExecutable(version), [command, '--version']);
      expect(stdout.trim()).toBe(manifest.version);
    },
  );

  it.each(Object.entries(manifest.bin))('%s runs', async (_name, path) => {
    const { stdout } = await run(process.execPath, [join(installed, path), '--help']);
    expect(stdout).toMatch(/^Usage: /);
    expect(await readFile(join(installed, path), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('says which packages tracing needs: none of them comes with it', async () => {
    const env = {
      PATH: process.env['PATH'],
      MARKETO_BASE_URL: 'http://127.0.0.1:1',
      MARKETO_CLIENT_ID: 'id',
      MARKETO_CLIENT_SECRET: 'secret',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    };
    const worker = run(process.execPath, [join(installed, 'dist/worker.js')], { cwd: folder, env });
    await expect(worker).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /Tracing is on, because OTEL_.*not installed here, or.*\. Run: npm install @opentelemetry\/.*OTEL_TRACES_EXPORTER=none/,
      ) as string,
    });
  });
});
