/**
 * Every `sh` command of the README, and its program, run as they stand in a checkout of its own: the same sources, another working folder.
 * Ports and addresses come by the environment; only `npm run temporal`, which has none for its ports, gets flags.
 */
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.ts';
import { freePort } from '../../src/temporal-cli/free-port.ts';
import { expectAllStopped, expectFourWeeks } from '../support/demo-output.ts';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { publishedWindows } from '../support/published.ts';
import { type ShellProcess, spawnShell } from '../support/spawn-shell.ts';
import '../support/temporal-server.ts';

const ROOT = new URL('../../', import.meta.url);
const CHECKOUT = ['package.json', 'tsconfig.json', '.env.example', 'src', 'node_modules'];
const OWN_VARIABLES =
  /^(TEMPORAL_|MARKETO_|EXTRACT_|FORCE_COLOR$|NO_COLOR$|VITEST|NODE_OPTIONS$|npm_)/;

const readme = await readFile(new URL('README.md', ROOT), 'utf8');
const blocks = fencedBlocks(readme);

interface Shown {
  readonly command: string;
  /** The `text` block behind it, shortened output. */
  readonly output: string | undefined;
}

const shown: readonly Shown[] = blocks.flatMap(({ language, text }, index) => {
  if (language !== 'sh') return [];
  const next = blocks[index + 1];
  const commands = text.trim().split('\n');
  return commands.map((command, at) => ({
    command,
    output: next?.language === 'text' && at === commands.length - 1 ? next.text : undefined,
  }));
});

let folder: string;
let emulator: Emulator;
let env: NodeJS.ProcessEnv;
let ports: { readonly server: number; readonly ui: number };
const running: ShellProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'readme-'));
  for (const name of CHECKOUT) {
    await symlink(fileURLToPath(new URL(name, ROOT)), join(folder, name));
  }
  const request = blocks.find(({ language }) => language === 'json')?.text ?? '';
  await writeFile(join(folder, 'request.json'), request);
  emulator = await startEmulator({
    ...{ activitiesPerDay: 400, queueSeconds: 0, processingSeconds: 0, statusLagSeconds: 0 },
    callsPerSpan: null,
  });
  ports = { server: await freePort(), ui: await freePort() };
  env = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.test(name)),
    ),
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.server}`,
    TEMPORAL_CLI_PATH: inject('temporalExecutable'),
    MARKETO_BASE_URL: emulator.url,
    MARKETO_CLIENT_ID: emulator.clientId,
    MARKETO_CLIENT_SECRET: emulator.clientSecret,
    MARKETO_CALLS_PER_20_SECONDS: '100',
    EXTRACT_POLL_INTERVAL: '200ms',
    EXTRACT_WORKFLOW_BUNDLE: inject('workflowBundle'),
  };
});

afterAll(async () => {
  for (const part of running.splice(0).reverse()) await part.interrupt();
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

const shell = (command: string) => spawnShell(command, { cwd: folder, env });

async function toItsEnd(command: string): Promise<string> {
  const run = shell(command);
  expect(await run.exited, run.output()).toBe(0);
  return run.output();
}

/** Started as a person leaves it running in a terminal. */
async function untilReady(command: string, ready: string): Promise<string> {
  const part = shell(command);
  running.push(part);
  await part.waitForOutput(ready);
  return part.output();
}

async function scriptIsTheCi(script: string): Promise<void> {
  const { scripts } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts).toHaveProperty(script);
  const ci = await readFile(new URL('.ci/run', ROOT), 'utf8');
  expect(ci).toMatch(/^packages\(\) \{ step 'npm ci' npm ci; \}$/m);
  expect(ci.trimEnd().split('\n').at(-1)).toBe(`npm ${script}`);
}

/** How each command is run and what it has to do. A command without an entry fails. */
const RUNS: Readonly<Record<string, (command: string) => Promise<string | undefined>>> = {
  // The rest of this suite is `npm test`, and `.ci/run` installs with `npm ci`.
  'npm ci && npm test': async () => {
    await scriptIsTheCi('test');
    return undefined;
  },
  'npm ci && npm run demo': async (command) => {
    const output = await toItsEnd(command.replace('npm ci && ', ''));
    await expectFourWeeks(output, folder);
    await expectAllStopped(output);
    expect(emulator.log(), 'it asks nobody who is configured').toEqual([]);
    return output;
  },
  'cp .env.example .env': toItsEnd,
  'npm run temporal': (command) =>
    untilReady(`${command} -- --port ${ports.server} --ui-port ${ports.ui}`, 'Ctrl-C stops it'),
  'npm run worker': (command) => untilReady(command, 'worker started'),
  'npm start -- start --file request.json --dry-run': async (command) => {
    const output = await toItsEnd(command);
    expect(output).toContain('5 windows, 5 not final');
    return output;
  },
  'npm start -- start --file request.json --wait': async (command) => {
    const output = await toItsEnd(command);
    expect(await publishedWindows(join(folder, 'exports', 'default'))).toHaveLength(5);
    const [, workflowId = ''] = /Started: (\S+)/.exec(output) ?? [];
    for (const [, shownId] of readme.matchAll(/ (extract\/\S+)/g)) {
      if (!shownId?.includes('/demo/')) expect(shownId).toBe(workflowId);
    }
    return output;
  },
  ...Object.fromEntries(
    shown
      .filter(({ command }) => /^npm start -- (status|watch|cancel) extract\//.test(command))
      .map(({ command }) => [
        command,
        async () => {
          const output = await toItsEnd(command);
          expect(output).toContain('Completed: 5 windows');
          return output;
        },
      ]),
  ),
};

it.each(shown)(
  'runs $command',
  async ({ command, output: sample }) => {
    const run = RUNS[command];
    if (run === undefined) throw new Error(`Say in RUNS how to run it: ${command}`);
    const output = await run(command);
    for (const line of sample?.trimEnd().split('\n') ?? []) expect(output).toMatch(like(line));
  },
  160_000,
);

it('runs the program, which finds everything exported', async () => {
  const program = blocks.find(({ language }) => language === 'ts')?.text ?? '';
  await writeFile(join(folder, 'extract.ts'), program);
  expect(await toItsEnd('npx tsx extract.ts')).toMatch(/\d records in 5 files/);
});

/** A line of sample output as a pattern: numbers, sizes and ids are others each time, `…` stands for anything. */
function like(line: string): RegExp {
  const pattern = line
    .trim()
    .split('…')
    .map((part) =>
      part
        .replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
        .replaceAll(/\b(?=[0-9a-f]*[a-f])[0-9a-f]{8}\b/g, '@')
        .replaceAll(/\d[\d,]*(\\\.\d+)?/g, '[\\d.,]+')
        .replaceAll('@', '[0-9a-f]{8}')
        .replaceAll(/\b[kM]?B\b/g, '[kMG]?B')
        .replaceAll(/ +/g, ' +'),
    )
    .join('.*');
  return new RegExp(pattern);
}
