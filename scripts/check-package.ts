/**
 * The package as a stranger gets it: packed, installed by npm into an empty project, and used there on each Node that it is for.
 * Needs a registry. `npm run check:package`; with `-- --quick` without the demo, and installed once.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The oldest that `engines` lets in, and every later one with long-term support. */
const NODE_VERSIONS = ['20.19.0', '22', '24'];
const STEP_TIMEOUT_MS = 300_000;

const run = promisify(execFile);
const root = fileURLToPath(new URL('../', import.meta.url));
const { name, exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  name: string;
  exports: Readonly<Record<string, unknown>>;
};
const quick = process.argv.includes('--quick');
const folder = await mkdtemp(join(tmpdir(), 'check-package-'));
try {
  const [tarball, ...nodes] = await Promise.all([pack(), ...NODE_VERSIONS.map(fetchNode)]);
  const shared = quick ? await installOn(process.execPath, tarball, 'any') : undefined;
  for (const node of nodes) {
    const version = await output(node, ['--version'], folder);
    const project = shared ?? (await installOn(node, tarball, version));
    await importAll(node, project);
    const help = await npx(node, project, ['--help']);
    if (!help.startsWith('Usage: ')) throw new Error(`npx ${name} --help says:\n${help}`);
    const last = quick ? 'without the demo' : await demo(node, project);
    console.log(`Node ${version}: imports ${Object.keys(exports).length} entries; ${last}`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function pack(): Promise<string> {
  const file = await output('npm', ['pack', '--silent', '--pack-destination', folder], root);
  return join(folder, file.split('\n').at(-1) ?? '');
}

/** npm has Node's own binaries, one package for each platform. Answers the path of the binary. */
async function fetchNode(version: string): Promise<string> {
  const { platform, arch } = process;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const binaries = `${prefix}-${platform}-${arch}`;
  const project = await emptyProject(`node-${version}`);
  await output('npm', ['install', `${binaries}@${version}`], project);
  return join(project, 'node_modules', binaries, 'bin', 'node');
}

async function installOn(node: string, tarball: string, version: string): Promise<string> {
  const project = await emptyProject(`project-${version}`);
  await output('npm', ['install', '--engine-strict', tarball], project, node);
  return project;
}

async function emptyProject(called: string): Promise<string> {
  const project = join(folder, called);
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "private": true }');
  return project;
}

async function importAll(node: string, project: string): Promise<void> {
  const paths = Object.keys(exports).map((path) => path.replace('.', name));
  const imports = paths.map((path) =>
    path.endsWith('.json')
      ? `await import('${path}', { with: { type: 'json' } });`
      : `if (Object.keys(await import('${path}')).length === 0) throw new Error('${path} is empty');`,
  );
  await output(node, ['--input-type=module', '--eval', imports.join('\n')], project);
}

async function demo(node: string, project: string): Promise<string> {
  const told = await npx(node, project, ['demo']);
  const ended = /^Completed: .*$/m.exec(told);
  if (ended === null) throw new Error(`npx ${name} demo says:\n${told}`);
  return `the demo says ${ended[0]}`;
}

/** What is not installed, npx would offer to fetch: `--no` refuses that. */
function npx(node: string, project: string, args: readonly string[]): Promise<string> {
  return output('npx', ['--no', '--', name, ...args], project, node);
}

/** npm and what it starts run on the Node that is the first on the `PATH`. Rejects with all that the command has told. */
async function output(
  command: string,
  args: readonly string[],
  cwd: string,
  node = process.execPath,
): Promise<string> {
  const path = `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`;
  const env = { ...process.env, PATH: path };
  try {
    const { stdout } = await run(command, args, { cwd, env, timeout: STEP_TIMEOUT_MS });
    return stdout.trim();
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    const told = [stdout, stderr].join('\n').trim();
    throw new Error(`${command} ${args.join(' ')} has failed:\n${told}`, { cause: error });
  }
}
