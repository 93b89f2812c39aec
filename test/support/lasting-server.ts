import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startDevServer, type DevServer } from '../../src/temporal-cli/dev-server.ts';
import { freePort } from '../../src/temporal-cli/free-port.ts';

/** A dev server that keeps its workflows in a file and can be killed. */
export async function startLastingServer() {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-outage-'));
  const port = await freePort();
  const start = (): Promise<DevServer> =>
    startDevServer({
      executable: inject('temporalExecutable'),
      dbFile: join(folder, 'temporal.db'),
      ui: false,
      port,
    });
  let server = await start();
  return {
    address: server.address,
    killAndRestart: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
      server = await start();
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
