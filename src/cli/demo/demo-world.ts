import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDevServer } from '../../temporal-cli/dev-server.ts';
import type { DevServer } from '../../temporal-cli/dev-server.ts';
import { findTemporalExecutable } from '../../temporal-cli/find-executable.ts';
import { stopProcess } from '../../temporal-cli/stop-process.ts';
import { spawnOwn } from '../own-process.ts';
import type { OwnProcessOptions } from '../own-process.ts';
import { parseJsonLine, readyLine } from './ready-line.ts';

/** Emulator seconds per real second: a job then takes about ten seconds instead of two minutes. */
const EMULATOR_SCALE = 15;
export const DEMO_TASK_QUEUE = 'marketo-extract-demo';

export interface WorldOptions {
  /** Absolute; everything of the demo lies in it. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
}

/** The parts of the demo, started one after the other and stopped in the opposite order. */
export class DemoWorld {
  readonly #options: WorldOptions;
  readonly #stops: (() => Promise<void>)[] = [];
  #stopping = false;
  /** Aborts when a part ends by itself. */
  readonly #lost = new AbortController();

  constructor(options: WorldOptions) {
    this.#options = options;
  }

  /** Aborts, with an error as its reason, when a part ended by itself. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** With the web UI, in memory, on free ports. */
  async startTemporal(): Promise<DevServer> {
    const { env, log, signal } = this.#options;
    const { path } = await findTemporalExecutable({ env, log, signal });
    const server = await startDevServer({ executable: path, ui: true, log });
    this.#stops.push(() => server.stop());
    void server.exited.then(() => this.#noteEnd('The Temporal dev server'));
    return server;
  }

  /** Gives the settings by which a worker reaches it. */
  async startEmulator(): Promise<Record<string, string>> {
    const args = ['emulator', '--port', '0', '--scale', String(EMULATOR_SCALE), '--output', 'json'];
    const child = spawnOwn('starter', { args, ...this.#childOptions({}) });
    this.#keep(child, 'The emulator', 'emulator.log');
    const parse = (line: string) => {
      const { url, clientId, clientSecret } = parseJsonLine(line) ?? {};
      return typeof url === 'string' ? { url, clientId, clientSecret } : undefined;
    };
    const { signal } = this.#options;
    const ready = await readyLine(child, 'The emulator', parse, { signal });
    return {
      MARKETO_BASE_URL: ready.url,
      MARKETO_CLIENT_ID: String(ready.clientId),
      MARKETO_CLIENT_SECRET: String(ready.clientSecret),
    };
  }

  async startWorker(settings: Record<string, string>): Promise<void> {
    const child = spawnOwn('worker', this.#childOptions(settings));
    this.#keep(child, 'The worker', 'worker.log');
    const parse = (line: string) =>
      parseJsonLine(line)?.msg === 'worker started' ? true : undefined;
    await readyLine(child, 'The worker', parse, { signal: this.#options.signal });
  }

  /** Ends all that was started, the last first. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }

  #childOptions(settings: Record<string, string>): OwnProcessOptions {
    const env = { ...withoutOurs(this.#options.env), ...settings };
    return { env, cwd: this.#options.folder, stdio: ['ignore', 'pipe', 'pipe'] };
  }

  #keep(child: ChildProcess, name: string, logFile: string): void {
    const log = createWriteStream(join(this.#options.folder, logFile));
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.once('close', () => log.end());
    child.once('exit', () => this.#noteEnd(`${name} (see ${logFile})`));
    this.#stops.push(() => stopProcess(child));
  }

  #noteEnd(name: string): void {
    if (this.#stopping) return;
    this.#lost.abort(new Error(`${name} ended by itself, so the demo cannot go on.`));
  }
}

/**
 * What the demo's own parts and client go by; nothing of the user's Temporal or Marketo settings is left. An
 * empty profile file stands before the user's own: an address alone would still leave its TLS and API key.
 */
export async function demoSettings(
  server: DevServer,
  folder: string,
): Promise<Record<string, string>> {
  const profiles = join(folder, 'temporal.toml');
  await writeFile(
    profiles,
    '# Keeps the demo apart from your own Temporal profiles.\n[profile.default]\n',
  );
  return {
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_CONFIG_FILE: profiles,
    EXTRACT_TASK_QUEUE: DEMO_TASK_QUEUE,
    EXTRACT_DESTINATION: `file:${folder}`,
    EXTRACT_POLL_INTERVAL: '1s',
    EXTRACT_SHUTDOWN_GRACE: '1s',
  };
}

function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(TEMPORAL|MARKETO|EXTRACT)_/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}
