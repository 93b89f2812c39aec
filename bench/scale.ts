import { join } from 'node:path';
import type { Bench, Contestant, Setting } from './framework/bench.ts';
import { makeExportFile } from './support/export-file.ts';
import { openSite } from './support/extraction.ts';
import { type NginxMarketo, startNginxMarketo } from './support/nginx-marketo.ts';
import { openProduct, type Product } from './support/product.ts';
import { startUnlimitedWorker, type WorkerProcess } from './support/worker-process.ts';

const MB = 1_000_000;
const CONCURRENCY = 10;

interface Load {
  readonly windows: number;
  readonly fileMb: number;
  readonly workers: readonly number[];
}

const LOAD: Load = { windows: 40, fileMb: 25, workers: [4, 2] };
const SMOKE_LOAD: Load = { windows: 2, fileMb: 1, workers: [1] };

export const scale: Bench = {
  name: 'scale',
  title: `One run with ${CONCURRENCY} windows at a time, on several workers of one task queue, on one machine. More is better.`,
  goal: 'stated: windows a minute, CPU a GB, and where it saturates.',
  rounds: 1,
  async *cases(at) {
    const nginx = await at.tool('nginx');
    if (nginx === undefined) return;
    const { windows, fileMb, workers } = at.smoke ? SMOKE_LOAD : LOAD;
    const product = await openProduct(at);
    const file = await makeExportFile(join(at.folder, 'export.csv'), fileMb * MB);
    await using server = await startNginxMarketo({ nginx, folder: at.folder, file });
    const by = (count: number) => contestant(at, product, server, { count, windows, fileMb });
    const [most = 1, ...fewer] = workers;
    yield {
      name: `${windows} windows of ${fileMb} MB`,
      unit: 'windows/min',
      subject: by(most),
      ...(most > 1 ? { against: by(1) } : {}),
      alongside: fewer.map(by),
    };
  },
};

interface Size {
  readonly count: number;
  readonly windows: number;
  readonly fileMb: number;
}

function contestant(
  at: Setting,
  product: Product,
  { baseUrl, credentials }: NginxMarketo,
  { count, windows, fileMb }: Size,
): Contestant {
  return {
    name: `${count} ${count === 1 ? 'worker' : 'workers'}`,
    run: async () => {
      await using site = await openSite(at, { baseUrl, ...credentials });
      const workers = await Promise.all(
        Array.from({ length: count }, () => startUnlimitedWorker(product, site.env)),
      );
      try {
        await site.extract({ days: count, concurrency: count }); // tokens, and what is compiled at first use
        const before = await cpuSecondsOf(workers);
        const { seconds } = await site.extract({ days: windows, concurrency: CONCURRENCY });
        const cpuSeconds = (await cpuSecondsOf(workers)) - before;
        return {
          value: windows / (seconds / 60),
          cpuSeconds,
          figures: { "s of the workers' CPU a GB": cpuSeconds / ((windows * fileMb) / 1000) },
        };
      } finally {
        await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
      }
    },
  };
}

/** NaN elsewhere than on Linux. */
async function cpuSecondsOf(workers: readonly WorkerProcess[]): Promise<number> {
  const each = await Promise.all(workers.map((worker) => worker.cpuSeconds()));
  return each.reduce((sum: number, seconds) => sum + (seconds ?? NaN), 0);
}
