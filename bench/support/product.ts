/** The program as users have it: `dist`, built anew. With `--smoke` the sources, as the tests run them, for a build takes longer than all the rest. */
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

async function sources({ temporal }: Setting): Promise<Product> {
  const { workflowBundle } = await temporal();
  const workerEnvironment = { EXTRACT_WORKFLOW_BUNDLE: workflowBundle };
  const compiled = process.env[COMPILED_SOURCES];
  if (compiled !== undefined) {
    return {
      nodeArguments: [],
      entry: (name) => join(compiled, 'src', `${name}.js`),
      workerEnvironment,
    };
  }
  return {
    nodeArguments: ['--import', import.meta.resolve('tsx')],
    entry: (name) => fileURLToPath(new URL(`src/${name}.ts`, ROOT)),
    workerEnvironment,
  };
}

let build: Promise<void> | undefined;

/** Once in a run. */
async function built({ say }: Setting): Promise<Product> {
  await (build ??= runBuild(say));
  return {
    nodeArguments: [],
    entry: (name) => fileURLToPath(new URL(`dist/${name}.js`, ROOT)),
    workerEnvironment: {},
  };
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
