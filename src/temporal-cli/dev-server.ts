import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { connectWhenReady } from './dev-server-ready.ts';
import { stopProcess } from './stop-process.ts';
import { DevServerError } from './errors.ts';
import { freePort, isPortTaken } from './free-port.ts';
import { isExecutableFile } from './path-lookup.ts';

export interface DevServerOptions {
  /** Path of the `temporal` executable. */
  readonly executable: string;
  /** File that keeps the workflows across restarts. Default: memory only. */
  readonly dbFile?: string;
  /** With the web UI. */
  readonly ui: boolean;
  /** Default: a free one. */
  readonly port?: number;
  /** Default: a free one. */
  readonly uiPort?: number;
  /** Name → type, e.g. `{ ExtractInstance: 'Keyword' }`. */
  readonly searchAttributes?: Readonly<Record<string, string>>;
  /** Told the server's warnings. Default: nobody. */
  readonly log?: (message: string) => void;
}

export interface DevServer {
  /** `127.0.0.1:port` of the gRPC service. */
  readonly address: string;
  readonly uiUrl?: string;
  readonly pid: number;
  /** Settles when the process is gone, whoever ended it. */
  readonly exited: Promise<void>;
  /** SIGTERM, then SIGKILL to what does not go. May be called more than once. */
  stop(): Promise<void>;
}

/** A free port can be taken by another process before the server gets to it. */
const PORT_ATTEMPTS = 3;

/** Starts `temporal server start-dev` on loopback and waits until its default namespace answers. */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  await refuseWhatCannotStart(options);
  const attempts = options.port === undefined ? PORT_ATTEMPTS : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      if (attempt >= attempts) throw error;
      options.log?.(`The dev server did not start, trying other ports: ${String(error)}`);
    }
  }
}

async function refuseWhatCannotStart(options: DevServerOptions): Promise<void> {
  const { executable, port, uiPort } = options;
  if (!(await isExecutableFile(executable))) {
    throw new DevServerError(`${executable} is not an executable file.`);
  }
  for (const taken of [port, uiPort]) {
    if (taken === undefined || !(await isPortTaken(taken))) continue;
    throw new DevServerError(
      `Port ${taken} on 127.0.0.1 is in use, so the dev server cannot listen there. ` +
        'Is one running already? Stop it or choose another port.',
    );
  }
}

async function startOnce(options: DevServerOptions): Promise<DevServer> {
  const port = options.port ?? (await freePort());
  const uiPort = options.ui ? (options.uiPort ?? (await freePort())) : undefined;
  const child = spawnServer(options, port, uiPort);
  const address = `127.0.0.1:${port}`;
  const stop = () => stopProcess(child);
  try {
    const pid = await connectWhenReady(child, address);
    const exited = new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      child.once('exit', () => resolve());
    });
    const server = { address, pid, exited, stop };
    return uiPort === undefined ? server : { ...server, uiUrl: `http://127.0.0.1:${uiPort}` };
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawnServer(
  options: DevServerOptions,
  port: number,
  uiPort: number | undefined,
): ChildProcess {
  const child = spawn(options.executable, serverArguments(options, port, uiPort), {
    env: withoutTemporalSettings(process.env),
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: Ctrl-C in the terminal must reach the starter first, which stops things in order.
    detached: true,
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => options.log?.(text.trimEnd()));
  // Not even a starter that exits early leaves its server behind.
  const killWithStarter = () => void child.kill('SIGTERM');
  process.once('exit', killWithStarter);
  child.once('exit', () => process.removeListener('exit', killWithStarter));
  return child;
}

function serverArguments(
  options: DevServerOptions,
  port: number,
  uiPort: number | undefined,
): string[] {
  const attributes = Object.entries(options.searchAttributes ?? {});
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)],
    ...['--log-level', 'error', '--log-format', 'json'],
    ...(uiPort === undefined
      ? ['--headless']
      : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)]),
    ...(options.dbFile === undefined ? [] : ['--db-filename', options.dbFile]),
    ...attributes.flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ];
}

/** The CLI reads the same variables as its clients do; none of them concerns a server of our own. */
function withoutTemporalSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
