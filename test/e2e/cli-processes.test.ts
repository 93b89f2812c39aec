import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { freePort, isPortTaken } from '../../src/temporal-cli/free-port.ts';
import { runCli, spawnCli } from '../support/spawn-cli.ts';
import '../support/temporal-server.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-processes-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('temporal serves until it is told to stop, refuses a taken port, and leaves the port free', async () => {
  const env = { TEMPORAL_CLI_PATH: inject('temporalExecutable') };
  const [port, uiPort] = [await freePort(), await freePort()];
  const args = ['temporal', '--port', String(port), '--ui-port', String(uiPort)];
  const server = spawnCli(args, { env, cwd: folder });
  await server.waitForLine((line) => line.includes('Ctrl-C stops it'));
  expect(server.stdout()).toContain(`127.0.0.1:${port}`);
  expect((await fetch(`http://127.0.0.1:${uiPort}`)).status).toBe(200);

  const second = await runCli(args, { env, cwd: folder });
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);

  expect((await server.kill('SIGTERM', 20_000)).code).toBe(0);
  expect(await isPortTaken(port)).toBe(false);
});

it('worker hands on the exit code of a worker that is not configured', async () => {
  const run = await runCli(['worker'], { cwd: folder });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('MARKETO_BASE_URL');
});

it('emulator says where it listens, as JSON, and stops when told to', async () => {
  const emulator = spawnCli(['emulator', '--output', 'json'], { cwd: folder });
  const line = await emulator.waitForLine((text) => text.startsWith('{'));
  const { url } = JSON.parse(line) as { url: string };
  expect((await fetch(`${url}/identity/oauth/token`)).status).toBeLessThan(500);
  expect((await emulator.kill('SIGTERM')).code).toBe(0);
});
