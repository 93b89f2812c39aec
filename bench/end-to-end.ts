import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileStore } from '../src/store/file/file-store.ts';
import type { Bench, Contestant, Setting } from './framework/bench.ts';
import { bindActivities, readyJob, transferFile } from './support/activities.ts';
import { makeExportFile } from './support/export-file.ts';
import { openSite, type Site } from './support/extraction.ts';
import { type NginxMarketo, startNginxMarketo } from './support/nginx-marketo.ts';
import { openProduct } from './support/product.ts';
import { timed } from './support/timed.ts';
import { startUnlimitedWorker } from './support/worker-process.ts';

const MB = 1_000_000;

export const endToEnd: Bench = {
  name: 'end-to-end',
  title:
    'One window from the start of its workflow to the result: a worker process, the Temporal dev server, nginx as a Marketo whose job is done at once. Beside it the transfer alone.',
  goal: 'at most 0.5 s above the transfer alone.',
  rounds: 7,
  async *cases(at) {
    const nginx = await at.tool('nginx');
    if (nginx === undefined) return;
    const product = await openProduct(at);
    const size = at.smoke ? 1 : 225;
    const file = await makeExportFile(join(at.folder, 'export.csv'), size * MB);
    await using server = await startNginxMarketo({ nginx, folder: at.folder, file });
    await using site = await openSite(at, { baseUrl: server.baseUrl, ...server.credentials });
    // Some ten runs in 20 s are more calls than a worker makes by itself.
    await using _worker = await startUnlimitedWorker(product, site.env);
    await site.extract({ days: 1, concurrency: 1 }); // the token, and what is compiled at first use
    yield {
      name: `${size} MB`,
      unit: 's',
      subject: ours(site),
      against: alone(at, server),
      goal: { aboveAtMost: 0.5 },
    };
  },
};

function ours(site: Site): Contestant {
  return {
    name: 'workflow, worker and dev server',
    run: async () => {
      const { seconds } = await site.extract({ days: 1, concurrency: 1 });
      await site.clear();
      return { value: seconds };
    },
  };
}

/** Without Temporal, as the bench `transfer` has it. */
function alone(at: Setting, server: NginxMarketo): Contestant {
  return {
    name: 'downloadFile, verifyFile, publishFile alone',
    run: async () => {
      const root = join(at.folder, 'store');
      await mkdir(root);
      try {
        await using bound = await bindActivities(createFileStore({ root }), server);
        const ready = await readyJob(bound);
        return await timed(() => transferFile(bound, ready));
      } finally {
        await rm(root, { recursive: true });
      }
    },
  };
}
