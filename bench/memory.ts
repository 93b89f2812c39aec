import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Case, Contestant, Setting } from './framework/bench.ts';
import { makeExportFile } from './support/export-file.ts';
import { openSite } from './support/extraction.ts';
import { type NginxMarketo, startNginxMarketo } from './support/nginx-marketo.ts';
import { openProduct, type Product } from './support/product.ts';
import { startWorker } from './support/worker-process.ts';

const MB = 1_000_000;

interface Load {
  readonly name: string;
  readonly bytes: number;
  /** At once. */
  readonly windows: number;
  readonly rounds: number;
}

const LOADS: readonly Load[] = [
  { name: '10 MB', bytes: 10 * MB, windows: 1, rounds: 3 },
  { name: '1 GB', bytes: 1_000 * MB, windows: 1, rounds: 2 },
  { name: '4 GB', bytes: 4_000 * MB, windows: 1, rounds: 1 },
  { name: '10 windows of 100 MB at once', bytes: 100 * MB, windows: 10, rounds: 2 },
];
const SMOKE_LOADS: readonly Load[] = [{ name: '1 MB', bytes: MB, windows: 1, rounds: 1 }];

export const memory: Bench = {
  name: 'memory',
  title:
    'Most resident memory that a worker process ever has while it exports, beside what the same process has before, idle.',
  goal: 'growth of at most 64 MiB, the same at every size.',
  rounds: 3,
  async *cases(at) {
    if (process.platform !== 'linux') at.skip('memory: the peaks are read from /proc');
    const nginx = await at.tool('nginx');
    if (nginx === undefined || process.platform !== 'linux') return;
    const product = await openProduct(at);
    for (const load of at.smoke ? SMOKE_LOADS : LOADS) {
      if (!(await hasRoom(at, load))) continue;
      const file = await makeExportFile(join(at.folder, 'export.csv'), load.bytes);
      await using server = await startNginxMarketo({ nginx, folder: at.folder, file });
      yield { ...load, ...caseOf(() => exportAll(at, product, server, load)) };
    }
  },
};

/** The source, and a copy for each window. */
async function hasRoom(
  { folder, skip }: Setting,
  { name, bytes, windows }: Load,
): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  const wanted = (windows + 1) * bytes * 1.2;
  if (bavail * bsize > wanted) return true;
  skip(`${name}: ${Math.round(wanted / MB)} MB of free disk are wanted`);
  return false;
}

interface Peaks {
  readonly idleMiB: number;
  readonly peakMiB: number;
}

/** One worker tells both figures of a round. */
function caseOf(measure: () => Promise<Peaks>): Omit<Case, 'name'> {
  let told: Peaks | undefined;
  const contestant = (name: string, which: keyof Peaks): Contestant => ({
    name,
    run: async () => {
      const peaks = told ?? (await measure());
      told = told === undefined ? peaks : undefined;
      return { value: peaks[which] };
    },
  });
  return {
    unit: 'MiB',
    subject: contestant('worker, at its peak', 'peakMiB'),
    against: contestant('the same worker, idle', 'idleMiB'),
    goal: { aboveAtMost: 64 },
  };
}

const SETTLED_MS = 2_000;

async function exportAll(
  at: Setting,
  product: Product,
  { baseUrl, credentials }: NginxMarketo,
  { windows }: Load,
): Promise<Peaks> {
  await using site = await openSite(at, { baseUrl, ...credentials });
  await using worker = await startWorker(product, site.env);
  if (!at.smoke) await sleep(SETTLED_MS);
  await worker.restartPeak();
  const idleMiB = await worker.peakMiB();
  await site.extract({ days: windows, concurrency: windows });
  const peakMiB = await worker.peakMiB();
  if (idleMiB === undefined || peakMiB === undefined) throw new Error('/proc tells no peak');
  return { idleMiB, peakMiB };
}
