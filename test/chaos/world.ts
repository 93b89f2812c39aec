/** What a chaos run happens in: a Temporal dev server on a database file, an emulator, workers, a folder or bucket. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { type Emulator, startEmulator } from '../../src/emulator/index.ts';
import { faultRules } from './faults.ts';
import { Fleet } from './fleet.ts';
import { KillableServer, type Outage } from './server.ts';
import { emulatorOptions, WORKERS, workerSettings } from './settings.ts';
import type { Storage } from './storage.ts';
import type { StorageKind } from './storage/kinds.ts';
import { openStorage } from './storage/open-storage.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly store: StorageKind;
  /** Path of the `temporal` executable. */
  readonly executable: string;
  readonly workflowBundle: string;
}

export interface World extends AsyncDisposable {
  readonly client: Client;
  readonly taskQueue: string;
  readonly emulator: Emulator;
  readonly fleet: Fleet;
  readonly storage: Storage;
  /** When there was no server, by the wall clock. */
  readonly outages: readonly Outage[];
  /** Kills the dev server and starts it again on the same port and database file. */
  restartServer(downMs: number): Promise<void>;
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const closers: Closer[] = [];
  try {
    return await build(options, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

type Closer = () => Promise<unknown>;

/** The last first. One that fails does not keep the others from being closed. */
async function closeAll(closers: Closer[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    await close().catch((error: unknown) => process.stderr.write(`closing: ${String(error)}\n`));
  }
}

async function build(options: WorldOptions, closers: Closer[]): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'extract-chaos-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const { seed, store } = options;
  const emulator = await startEmulator(emulatorOptions(seed, store, faultRules(seed)));
  closers.push(() => emulator.close());
  const now = () => emulator.clock.read().now;
  const storage = await openStorage(store, { seed, folder, now });
  closers.push(() => Promise.resolve(storage[Symbol.asyncDispose]()));
  const server = new KillableServer(options.executable, join(folder, 'temporal.db'));
  closers.push(() => server.stop());
  const temporalAddress = await server.start();
  const connection = await Connection.connect({ address: temporalAddress });
  closers.push(() => connection.close());
  const taskQueue = `chaos-${randomUUID()}`;
  const { workflowBundle } = options;
  const at = { emulatorUrl: emulator.url, temporalAddress, taskQueue, workflowBundle };
  const fleet = new Fleet(workerSettings({ ...at, store, storageEnv: storage.env }));
  closers.push(() => fleet.close());
  await fleet.startAll(WORKERS);
  return {
    client: new Client({ connection }),
    taskQueue,
    emulator,
    fleet,
    storage,
    outages: server.outages,
    restartServer: (downMs) => server.restart(downMs),
    [Symbol.asyncDispose]: () => closeAll(closers),
  };
}
