import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeArguments } from './compiled-sources.ts';

export interface SpawnOptions {
  /** Source file to run, relative to the repository: `src/worker.ts`. */
  readonly entry: string;
  readonly args?: readonly string[];
  /** Added to an environment without any `TEMPORAL_*`, `MARKETO_*` or `EXTRACT_*` of the machine. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Written to stdin, which is then closed. Default: stdin is empty. */
  readonly stdin?: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnedProcess {
  readonly pid: number;
  /** All that it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves with the first line, of stdout or stderr, that `matches`; rejects when it exits or the time is up. */
  waitForLine(matches: (line: string) => boolean, timeoutMs?: number): Promise<string>;
  readonly exited: Promise<Exit>;
  /** Sends the signal and waits until it is gone; SIGKILL after `graceMs`. */
  kill(signal?: NodeJS.Signals, graceMs?: number): Promise<Exit>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OWN_VARIABLES =
  /^(TEMPORAL_|MARKETO_|EXTRACT_|FORCE_COLOR$|NO_COLOR$|VITEST|NODE_OPTIONS$|npm_)/;

/** Runs a TypeScript entry of this package as a process of its own, with the same Node. */
export function spawnEntry(options: SpawnOptions): SpawnedProcess {
  const child = spawn(
    process.execPath,
    [...nodeArguments(options.entry), ...(options.args ?? [])],
    { cwd: options.cwd ?? ROOT, env: { ...cleanEnvironment(), ...options.env } },
  );
  child.stdin.on('error', () => undefined); // it may exit before it has read all
  child.stdin.end(options.stdin ?? '');
  return watch(child, options.entry);
}

/** Any program, with no variables but these. */
export function spawnCommand(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): SpawnedProcess {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return watch(child, command);
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.test(name)),
  );
}

function watch(child: ChildProcess, entry: string): SpawnedProcess {
  const { pid } = child;
  if (pid === undefined) throw new Error(`${entry} could not be started`);
  const killWithTests = () => void child.kill('SIGKILL');
  process.once('exit', killWithTests);
  child.once('exit', () => process.removeListener('exit', killWithTests));
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    pid,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exited,
    waitForLine: (matches, timeoutMs = 60_000) =>
      waitForLine({ child, entry, exited, output, matches, timeoutMs }),
    kill: (signal = 'SIGTERM', graceMs = 15_000) => endProcess(child, exited, signal, graceMs),
  };
}

interface Waiting {
  readonly child: ChildProcess;
  readonly entry: string;
  readonly exited: Promise<Exit>;
  readonly output: { stdout: string; stderr: string };
  readonly matches: (line: string) => boolean;
  readonly timeoutMs: number;
}

async function waitForLine(waiting: Waiting): Promise<string> {
  const { child, entry, exited, output, matches, timeoutMs } = waiting;
  const said = () => `It wrote:\n${output.stdout}\n${output.stderr}`;
  const found = () => `${output.stdout}\n${output.stderr}`.split('\n').find(matches);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => end(() => reject(new Error(`${entry}: no such line in ${timeoutMs} ms. ${said()}`))),
      timeoutMs,
    );
    const look = () => {
      const line = found();
      if (line !== undefined) end(() => resolve(line));
    };
    const end = (settle: () => void) => {
      clearTimeout(timer);
      child.stdout?.off('data', look);
      child.stderr?.off('data', look);
      settle();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    void exited.then(({ code, signal }) => {
      look();
      end(() => reject(new Error(`${entry} ended (${String(signal ?? code)}). ${said()}`)));
    });
    look();
  });
}

async function endProcess(
  child: ChildProcess,
  exited: Promise<Exit>,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<Exit> {
  child.kill(signal);
  const killer = setTimeout(() => void child.kill('SIGKILL'), graceMs);
  try {
    return await exited;
  } finally {
    clearTimeout(killer);
  }
}
