import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import { startDevServer } from '../../src/temporal-cli/dev-server.ts';
import type { DevServer } from '../../src/temporal-cli/dev-server.ts';
import { exitWithin, spawnCli } from '../support/spawn-cli.ts';
import '../support/temporal-server.ts';

let folder: string;
let server: DevServer;

function startServer(port?: number): Promise<DevServer> {
  return startDevServer({
    executable: inject('temporalExecutable'),
    dbFile: join(folder, 'temporal.db'),
    ui: false,
    ...(port === undefined ? {} : { port }),
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-outage-'));
  server = await startServer();
});

afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

it('a watcher rides out a restart of Temporal, and tells of a missing worker', async () => {
  const env = { TEMPORAL_ADDRESS: server.address };
  const flags = [
    '--from',
    '2026-10-01T00:00:00Z',
    '--to',
    '2026-10-01T23:59:59Z',
    '--id',
    'outage',
  ];
  const watcher = spawnCli(['start', ...flags, '--wait'], { env, cwd: folder });
  await watcher.waitForLine((line) => line.includes('No worker takes work from task queue'));

  const port = Number(server.address.split(':')[1]);
  await server.stop();
  await watcher.waitForLine((line) => line.includes('Temporal has not answered since'));
  server = await startServer(port);

  const connection = await Connection.connect({ address: server.address });
  try {
    await new Client({ connection }).workflow.getHandle('outage').terminate('the test is over');
  } finally {
    await connection.close();
  }
  const { code } = await exitWithin(watcher, 60_000);
  expect(code, watcher.stderr()).toBe(1);
  expect(watcher.stdout()).toContain('Terminated: the test is over');
});
