/** The program as users have it: `dist`, built anew. With `--smoke` the sources, as the tests run them, for a build takes longer than all the rest. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.ts';
import { COMPILED_SOURCES } from '../../test/support/compiled-sources.ts';
import type { Setting } from '../framework/bench.ts';
import { spawnChild } from './child.ts';

const ROOT = new URL('../../', import.meta.url);

export interface Product {
  /** Arguments of Node that come before an entry. */
  readonly nodeArguments: readonly string[];
  /** Path of `worker`, `starter`, … */
  readonly entry: (name: string) => string;
  /** What a worker needs beside the settings of a bench. */
  readonly workerEnvironment: Readonly<Record<string, string>>;
}

export async function openProduct(at: Setting): Promise<Product> {
  return at.smoke ? await sources(at) : await built(at);
}

async function sources({ folder }: Setting): Promise<Product> {
  const compiled = process.env[COMPILED_SOURCES];
  if (compiled !== undefined) return inFolder(join(compiled, 'src')); // with its bundle
  const workflowBundle = join(folder, 'workflow-bundle.js');
  await writeFile(workflowBundle, await (bundle ??= bundleWorkflows()));
  return {
    nodeArguments: ['--import', import.meta.resolve('tsx')],
    entry: (name) => fileURLToPath(new URL(`src/${name}.ts`, ROOT)),
    workerEnvironment: { EXTRACT_WORKFLOW_BUNDLE: workflowBundle },
  };
}

/** JavaScript, and the workflow bundle beside it. */
function inFolder(folder: string): Product {
  return {
    nodeArguments: [],
    entry: (name) => join(folder, `${name}.js`),
    workerEnvironment: {},
  };
}

/** Each once in a run. */
let build: Promise<void> | undefined;
let bundle: Promise<string> | undefined;

async function built({ say }: Setting): Promise<Product> {
  await (build ??= runBuild(say));
  return inFolder(fileURLToPath(new URL('dist', ROOT)));
}

async function runBuild(say: Setting['say']): Promise<void> {
  say('  npm run build');
  const child = spawnChild('npm', ['run', '--silent', 'build'], {
    cwd: fileURLToPath(ROOT),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`npm run build: exit code ${String(code)}`);
}
