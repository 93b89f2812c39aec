/** A working folder as a reader has it, with the README's request and a schedule, and the parts that run there. */
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DemoWorld } from '../../src/cli/demo/demo-world.ts';
import { findTemporalExecutable } from '../../src/temporal-cli/find-executable.ts';

const ROOT = new URL('../../', import.meta.url);
const LINKED = ['package.json', 'tsconfig.json', 'src', 'node_modules'];
/** Settings of whoever takes the pictures are no part of them. */
const OWN_VARIABLES = /^(TEMPORAL_|MARKETO_|EXTRACT_|npm_|CI$|NO_COLOR$|FORCE_COLOR$|NODE_)/;

export interface Checkout extends AsyncDisposable {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** A Temporal server, the emulator and a worker; gives the environment that leads to them. */
  startParts(): Promise<NodeJS.ProcessEnv>;
}

/** Ends what it started, and removes the folder, when it is disposed of. */
export async function checkout(): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'));
  await fill(folder);
  const env = await environment();
  const world = new DemoWorld({
    folder,
    env,
    log: console.error,
    signal: new AbortController().signal,
  });
  return {
    folder,
    env,
    startParts: async () => {
      const server = await world.startTemporal();
      const marketo = await world.startEmulator();
      const settings = {
        ...marketo,
        TEMPORAL_ADDRESS: server.address,
        EXTRACT_POLL_INTERVAL: '1s',
      };
      await world.startWorker(settings);
      return { ...env, ...settings, TEMPORAL_UI_URL: server.uiUrl };
    },
    [Symbol.asyncDispose]: async () => {
      await world.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fill(folder: string): Promise<void> {
  for (const name of LINKED) {
    await symlink(fileURLToPath(new URL(name, ROOT)), join(folder, name));
  }
  await writeFile(join(folder, 'request.json'), await firstExample('README.md'));
  await writeFile(join(folder, 'schedule.json'), await firstExample('docs/scheduling.md'));
}

async function firstExample(page: string): Promise<string> {
  const text = await readFile(new URL(page, ROOT), 'utf8');
  const example = /^( *)```json\n([\s\S]*?)^\1```$/m.exec(text)?.[2];
  if (example === undefined) throw new Error(`${page} shows no JSON.`);
  return example;
}

async function environment(): Promise<NodeJS.ProcessEnv> {
  const { path } = await findTemporalExecutable({ log: console.error });
  return {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.test(name)),
    ),
    TEMPORAL_CLI_PATH: path,
    // Without npm's own lines about the script.
    npm_config_loglevel: 'silent',
  };
}
