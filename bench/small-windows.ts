import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Bench, Contestant } from './framework/bench.ts';
import type { emptyActivities, emptyWindows } from './support/empty-workflows.ts';
import { openSite, type Site, startQuickEmulator } from './support/extraction.ts';
import { activitiesOfWindows } from './support/histories.ts';
import { openProduct } from './support/product.ts';
import { start, startUnlimitedWorker, type WorkerProcess } from './support/worker-process.ts';

const CONCURRENCY = 10;
const ROWS = 100;
/** findWindow, createJob, claimWindow, enqueueJob, jobStatus, downloadFile, verifyFile, publishFile. */
const ACTIVITIES = 8;
const EMPTY_WORKER = fileURLToPath(new URL('support/empty-worker.mjs', import.meta.url));

export const smallWindows: Bench = {
  name: 'small-windows',
  title: `Windows of ${ROWS} rows whose jobs are done at once, ${CONCURRENCY} at a time: what a window costs beside its bytes. Beside it as many empty activities, in ${CONCURRENCY} workflows that take one after the other, on the same Temporal server; and the same with a workflow for each window, which is what that shape costs in Temporal alone.`,
  goal: 'at most 1.3 × the time of the empty activities.',
  rounds: 2,
  async *cases(at) {
    const product = await openProduct(at);
    const windows = at.smoke ? 2 : 200;
    await using emulator = await startQuickEmulator({ activitiesPerDay: ROWS });
    await using site = await openSite(at, { ...emulator, baseUrl: emulator.url });
    await using worker = await startUnlimitedWorker(product, site.env);
    const emptyQueue = `empty-${randomUUID()}`;
    const { TEMPORAL_ADDRESS: address = '' } = site.env;
    await using emptyWorker = await start([EMPTY_WORKER, address, emptyQueue], {});
    await site.extract({ days: 1, concurrency: 1 }); // the token, and what is compiled at first use
    yield {
      name: `${windows} windows`,
      unit: 's',
      limitMs: 300_000,
      goal: { ratioAtMost: 1.3 },
      subject: ours(site, worker, windows),
      against: empties(`${ACTIVITIES} empty activities a window`, emptyWorker, windows, () =>
        runEmptyActivities(site, emptyQueue, windows),
      ),
      alongside: [
        empties('the same, a workflow for each window', emptyWorker, windows, () =>
          runEmptyWindows(site, emptyQueue, windows),
        ),
      ],
    };
  },
};

function ours(site: Site, worker: WorkerProcess, windows: number): Contestant {
  return {
    name: 'marketo-activity-extract',
    run: async () => {
      const before = await worker.cpuSeconds();
      const { workflowId, seconds } = await site.extract({
        days: windows,
        concurrency: CONCURRENCY,
      });
      const after = await worker.cpuSeconds();
      const activities = await activitiesOfWindows(site.client, workflowId);
      if (activities !== windows * ACTIVITIES) {
        throw new Error(`${activities} activities were run, not ${windows * ACTIVITIES}`);
      }
      return { value: seconds, ...workerTime(before, after, windows * ACTIVITIES) };
    },
  };
}

function empties(
  name: string,
  worker: WorkerProcess,
  windows: number,
  runAll: () => Promise<unknown>,
): Contestant {
  return {
    name,
    run: async () => {
      const before = await worker.cpuSeconds();
      const begun = performance.now();
      await runAll();
      const seconds = (performance.now() - begun) / 1000;
      const after = await worker.cpuSeconds();
      return { value: seconds, ...workerTime(before, after, windows * ACTIVITIES) };
    },
  };
}

function runEmptyActivities({ client }: Site, taskQueue: string, windows: number) {
  const each = Math.ceil((windows * ACTIVITIES) / CONCURRENCY);
  return Promise.all(
    Array.from({ length: CONCURRENCY }, () =>
      client.workflow.execute<typeof emptyActivities>('emptyActivities', {
        taskQueue,
        workflowId: `empty-${randomUUID()}`,
        args: [each],
      }),
    ),
  );
}

function runEmptyWindows({ client }: Site, taskQueue: string, windows: number) {
  return client.workflow.execute<typeof emptyWindows>('emptyWindows', {
    taskQueue,
    workflowId: `empty-${randomUUID()}`,
    args: [windows, CONCURRENCY, ACTIVITIES],
  });
}

/** Of the worker alone; Temporal's server has about as much. */
function workerTime(before: number | undefined, after: number | undefined, activities: number) {
  if (before === undefined || after === undefined) return {};
  const cpuSeconds = after - before;
  return {
    cpuSeconds,
    figures: { "ms of the worker's CPU an activity": (cpuSeconds / activities) * 1000 },
  };
}
