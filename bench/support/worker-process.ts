/** Workers as processes of their own, with what they cost. */
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { spawnChild, stopChild } from './child.ts';
import type { Product } from './product.ts';

export interface WorkerProcess extends AsyncDisposable {
  /** From its start until it polls. */
  readonly readyMs: number;
  /** User and system time so far; undefined elsewhere than on Linux. */
  readonly cpuSeconds: () => Promise<number | undefined>;
  /** Resident memory now; undefined elsewhere than on Linux. */
  readonly residentMiB: () => Promise<number | undefined>;
  /** The most that was ever resident, or since `restartPeak`; undefined elsewhere than on Linux. */
  readonly peakMiB: () => Promise<number | undefined>;
  /** What is resident now is the peak from now on. Linux only. */
  readonly restartPeak: () => Promise<void>;
}

const OWN_WORKER = fileURLToPath(new URL('own-worker.mjs', import.meta.url));
const READY_MS = 60_000;

/** The product's worker, as it is started by its users. */
export function startWorker(
  { nodeArguments, entry, workerEnvironment }: Product,
  env: Readonly<Record<string, string>>,
): Promise<WorkerProcess> {
  return start([...nodeArguments, entry('worker')], { ...workerEnvironment, ...env });
}

/** The same without its limit on calls in 20 s. */
export function startUnlimitedWorker(
  { nodeArguments, entry, workerEnvironment }: Product,
  env: Readonly<Record<string, string>>,
): Promise<WorkerProcess> {
  const of = pathToFileURL(entry('worker')).href;
  return start([...nodeArguments, OWN_WORKER, of], { ...workerEnvironment, ...env });
}

/** Any program that writes a line with `worker started`. */
export async function start(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<WorkerProcess> {
  const begun = performance.now();
  const child = spawnChild(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('a pipe was asked for');
  const lines = createInterface(child.stdout);
  const ready = new Promise<number>((resolve, reject) => {
    const late = () => reject(new Error(`The worker is not ready after ${READY_MS / 1000} s`));
    const timer = setTimeout(late, READY_MS);
    lines.on('line', (line) => {
      if (!line.includes('worker started')) return;
      clearTimeout(timer);
      resolve(performance.now() - begun);
    });
    child.once('exit', () => reject(new Error('The worker ended at its start')));
  });
  const stop = () => stopChild(child);
  try {
    const readyMs = await ready;
    const { pid } = child;
    return {
      readyMs,
      cpuSeconds: () => cpuSecondsOf(pid),
      residentMiB: () => memoryOf(pid, 'VmRSS'),
      peakMiB: () => memoryOf(pid, 'VmHWM'),
      restartPeak: () => writeFile(`/proc/${String(pid)}/clear_refs`, '5'),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The kernel's `USER_HZ`, which is 100 on every platform of Node. */
const TICKS_PER_SECOND = 100;

async function cpuSecondsOf(pid: number | undefined): Promise<number | undefined> {
  const stat = await readProc(pid, 'stat');
  // The program's name stands in brackets and may hold blanks; user and system time are the 12th and 13th word after it.
  const words = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (words === undefined) return undefined;
  return (Number(words[11]) + Number(words[12])) / TICKS_PER_SECOND;
}

async function memoryOf(
  pid: number | undefined,
  member: 'VmRSS' | 'VmHWM',
): Promise<number | undefined> {
  const status = (await readProc(pid, 'status')) ?? '';
  const [, kibibytes] = new RegExp(`${member}:\\s+(\\d+) kB`).exec(status) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
}

async function readProc(pid: number | undefined, name: string): Promise<string | undefined> {
  return process.platform === 'linux'
    ? await readFile(`/proc/${String(pid)}/${name}`, 'utf8')
    : undefined;
}
