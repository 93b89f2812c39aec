import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { exitWithin, spawnCli } from '../support/spawn-cli.ts';
import '../support/temporal-server.ts';

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-demo-'));
  env = {
    TEMPORAL_CLI_PATH: inject('temporalExecutable'),
    // Somebody's real server: the demo must not look at it.
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TEMPORAL_PROFILE: 'production',
    TEMPORAL_API_KEY: 'not-for-the-demo',
    EXTRACT_TASK_QUEUE: 'somebody-elses',
    MARKETO_BASE_URL: 'http://127.0.0.1:1',
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** `127.0.0.1:port` of server, UI and emulator, as the demo printed them. */
function addressesIn(output: string): string[] {
  return [...new Set(output.match(/127\.0\.0\.1:\d+/g))];
}

async function answers(address: string): Promise<boolean> {
  const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function expectAllStopped(output: string): Promise<void> {
  const addresses = addressesIn(output);
  expect(addresses).toHaveLength(3);
  for (const address of addresses) expect(await answers(address), address).toBe(false);
}

it('the demo extracts four weeks, shows where the files are, leaves nothing running and exits 0', async () => {
  const demo = spawnCli(['demo'], { env, cwd: folder });
  const { code } = await exitWithin(demo, 150_000);
  expect(code, demo.stderr()).toBe(0);
  const output = demo.stdout();
  expect(output).toMatch(/\/namespaces\/default\/workflows\/extract%2Fdefault%2Fdemo%2F/);
  expect(output).toContain('Completed: 4 windows');
  const files = output.match(/exports\/demo-\S+\.csv$/gm) ?? [];
  expect(files).toHaveLength(4);
  for (const file of files) expect(existsSync(join(folder, file)), file).toBe(true);
  const [manifest = ''] = output.match(/exports\/demo-\S+manifest\.json/) ?? [];
  expect(await readFile(join(folder, manifest), 'utf8')).toContain('sha256');
  await expectAllStopped(output);
}, 160_000);

it('Ctrl-C stops all that the demo has started', async () => {
  const demo = spawnCli(['demo'], { env, cwd: folder });
  await demo.waitForLine((line) => line.includes('Exporting'), 90_000);
  const { code } = await demo.kill('SIGINT', 30_000);
  expect(code, demo.stderr()).toBe(130);
  await expectAllStopped(demo.stdout());
  expect(await readdir(folder)).toEqual(['exports']);
}, 130_000);
