import { once } from 'node:events';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFileStore } from '../src/store/file/file-store.ts';
import { nodeArguments } from '../test/support/compiled-sources.ts';
import type { Bench, Contestant, Setting } from './framework/bench.ts';
import { bindActivities, type ReadyJob, readyJob } from './support/activities.ts';
import { spawnChild, stopChild } from './support/child.ts';
import { type ExportFile, makeExportFile } from './support/export-file.ts';
import { type NginxMarketo, startNginxMarketo } from './support/nginx-marketo.ts';
import type { TransferOrder } from './support/transfer-process.ts';

const MB = 1_000_000;
/** A quick line to Marketo; as fast as it can, loopback has up to 40 MB in the sockets of both ends. */
const LINE_BYTES_PER_SECOND = 50 * MB;
const FEW_MB = 8;

export const resume: Bench = {
  name: 'resume',
  title:
    'A process that runs the three activities is killed (SIGKILL) when half of the file is staged; another one goes on. The server counts what it sends.',
  goal: `at a line of ${LINE_BYTES_PER_SECOND / MB} MB/s at most ${FEW_MB} MB are sent twice, which is what was on its way; a run in which anything durable is fetched again fails.`,
  rounds: 3,
  async *cases(at) {
    const nginx = await at.tool('nginx');
    if (nginx === undefined) return;
    const [large, small] = [1_000, at.smoke ? 10 : 200];
    const open = async (megabytes: number, rate?: number) => {
      const file = await makeExportFile(join(at.folder, 'export.csv'), megabytes * MB);
      const bytesPerSecond = rate === undefined ? {} : { bytesPerSecond: rate };
      const options = { nginx, folder: at.folder, file, ...bytesPerSecond };
      return { at, file, server: await startNginxMarketo(options) };
    };
    if (!at.smoke) {
      const fast = await open(large);
      await using _fast = fast.server;
      yield {
        name: '1 GB: time',
        unit: 's',
        subject: fromHalf(fast, 'from the second process’s first step to published', 'seconds'),
        against: fromZero(fast),
      };
    }
    const line = await open(small, LINE_BYTES_PER_SECOND);
    await using _line = line.server;
    yield {
      name: `${small} MB at ${LINE_BYTES_PER_SECOND / MB} MB/s: bytes sent twice`,
      unit: 'MB',
      subject: fromHalf(line, 'all that was sent, less the file', 'sentTwice'),
      goal: { atMost: FEW_MB },
    };
  },
};

interface Scene {
  readonly at: Setting;
  readonly server: NginxMarketo;
  readonly file: ExportFile;
}

function fromZero(scene: Scene): Contestant {
  return {
    name: 'the same from zero',
    run: (signal) => withStore(scene, async (order) => ({ value: await finish(order, signal) })),
  };
}

function fromHalf(scene: Scene, name: string, what: 'seconds' | 'sentTwice'): Contestant {
  return {
    name,
    run: (signal) =>
      withStore(scene, async (order) => {
        const { server, file } = scene;
        const before = await server.bytesSent();
        await killAtHalf(order, file, signal);
        const durable = await stagedBytes(order);
        const sentToFirst = await sentSince(server, before, durable, signal);
        const seconds = await finish(order, signal);
        const rest = file.bytes - durable;
        const sentToSecond = await sentSince(server, before + sentToFirst, rest, signal);
        if (sentToSecond !== rest) {
          throw new Error(`${durable} bytes were durable, and ${sentToSecond} sent after the kill`);
        }
        const sentTwice = (sentToFirst + sentToSecond - file.bytes) / MB;
        return {
          value: what === 'seconds' ? seconds : sentTwice,
          figures: {
            'MB durable at the kill': durable / MB,
            'MB sent after it': sentToSecond / MB,
          },
        };
      }),
  };
}

/** A job on a store of its own. */
async function withStore<T>(
  { at, server }: Scene,
  use: (order: TransferOrder) => Promise<T>,
): Promise<T> {
  const root = join(at.folder, 'store');
  await mkdir(root);
  try {
    await using bound = await bindActivities(createFileStore({ root }), server);
    const { baseUrl, credentials } = server;
    const ready: ReadyJob = await readyJob(bound);
    return await use({ root, marketo: { baseUrl, credentials }, ready });
  } finally {
    await rm(root, { recursive: true });
  }
}

function startTransfer(order: TransferOrder) {
  const args = [...nodeArguments('bench/support/transfer-process.ts'), JSON.stringify(order)];
  return spawnChild(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Seconds that the steps took. */
async function finish(order: TransferOrder, signal: AbortSignal): Promise<number> {
  const child = startTransfer(order);
  const stop = () => void stopChild(child);
  signal.addEventListener('abort', stop, { once: true });
  let words = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (words += text));
  const [code] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', stop);
  if (code !== 0) throw new Error(`The transfer ended with ${String(code)}`);
  return Number(words);
}

const LOOK_EVERY_MS = 2;

async function killAtHalf(
  order: TransferOrder,
  { bytes }: ExportFile,
  signal: AbortSignal,
): Promise<void> {
  const child = startTransfer(order);
  try {
    while ((await stagedBytes(order)) < bytes / 2) {
      signal.throwIfAborted();
      if (child.exitCode !== null) throw new Error('It was done before it could be killed');
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    await stopChild(child);
  }
}

const LOG_EVERY_MS = 20;

/** The server counts an answer when it is done with it, which is a little after its reader was. */
async function sentSince(
  { bytesSent }: NginxMarketo,
  before: number,
  atLeast: number,
  signal: AbortSignal,
): Promise<number> {
  for (;;) {
    const sent = (await bytesSent()) - before;
    if (sent >= atLeast) return sent;
    signal.throwIfAborted();
    await sleep(LOG_EVERY_MS);
  }
}

async function stagedBytes({ root, ready }: TransferOrder): Promise<number> {
  const { run, exportId } = ready.input;
  const { instance, dataset } = run.request;
  const folder = join(root, instance, dataset, '.staging', exportId);
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return Math.max(0, ...sizes);
}
