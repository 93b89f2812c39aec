/** The Temporal dev server on a database file, which can be killed and comes back at the same address. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type DevServer, startDevServer } from '../../src/temporal-cli/dev-server.ts';

const RESTART_TRIES = 20;

/** By the wall clock. */
export interface Outage {
  readonly fromMs: number;
  readonly untilMs: number;
}

export class KillableServer {
  readonly outages: Outage[] = [];
  readonly #executable: string;
  readonly #dbFile: string;
  #running: DevServer | undefined;
  #port: number | undefined;

  constructor(executable: string, dbFile: string) {
    this.#executable = executable;
    this.#dbFile = dbFile;
  }

  async start(): Promise<string> {
    const [executable, dbFile, port] = [this.#executable, this.#dbFile, this.#port];
    const options = { executable, dbFile, ui: false };
    this.#running = await startDevServer(port === undefined ? options : { ...options, port });
    const { address } = this.#running;
    this.#port = Number(address.slice(address.lastIndexOf(':') + 1));
    return address;
  }

  async restart(downMs: number): Promise<void> {
    const killed = this.#running;
    if (killed === undefined) throw new Error('no server is running');
    const fromMs = Date.now();
    process.kill(killed.pid, 'SIGKILL');
    await killed.exited;
    await sleep(downMs);
    // Those who try to reach it may hold the port for a moment.
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.start();
        this.outages.push({ fromMs, untilMs: Date.now() });
        return;
      } catch (error) {
        if (attempt >= RESTART_TRIES) throw error;
        await sleep(500);
      }
    }
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
  }
}
