import type { Bench, Setting } from './framework/bench.ts';
import { openSite, type Site, startQuickEmulator } from './support/extraction.ts';
import { type HistorySize, runsOf, windowsOf } from './support/histories.ts';
import { openProduct, type Product } from './support/product.ts';
import { startUnlimitedWorker } from './support/worker-process.ts';

/** EXTRACT_EVENT_BUDGET: so few, so that the run continues as new. */
const BUDGET = 500;
const CONCURRENCY = 5;

export const history: Bench = {
  name: 'history',
  title:
    'Events and bytes that Temporal keeps of a backfill by windows of a day, its run and all its windows. BENCH_BACKFILL_WINDOWS=730 makes it two years.',
  goal: `stated; no run has more than its event budget, ${BUDGET}.`,
  rounds: 1,
  async *cases(at) {
    const product = await openProduct(at);
    const windows = at.smoke ? 2 : Number(process.env['BENCH_BACKFILL_WINDOWS'] ?? 100);
    yield {
      name: `backfill of ${windows} windows, the longest run`,
      unit: 'events',
      limitMs: 1_800_000,
      goal: { atMost: BUDGET },
      subject: { name: 'marketo-activity-extract', run: () => measured(at, product, windows) },
    };
  },
};

async function measured(at: Setting, product: Product, windows: number) {
  await using emulator = await startQuickEmulator({ activitiesPerDay: 100 });
  await using site = await openSite(at, { ...emulator, baseUrl: emulator.url });
  await using _worker = await startUnlimitedWorker(product, {
    ...site.env,
    EXTRACT_BACKFILL_KEEP_QUEUE_PLACES: '0',
    EXTRACT_EVENT_BUDGET: String(BUDGET),
    // A backfill waits until the queue shows what it has enqueued, for as long as a poll interval.
    EXTRACT_POLL_INTERVAL: '500ms',
  });
  const more = { backfill: true };
  const { workflowId, seconds } = await site.extract({
    days: windows,
    concurrency: CONCURRENCY,
    more,
  });
  const figures = await sizesOf(site, workflowId, windows);
  return { value: figures.longest, figures: { ...figures.named, 's it took': seconds } };
}

async function sizesOf({ client }: Site, workflowId: string, windows: number) {
  const runs = await runsOf(client, workflowId);
  const ofWindows = await windowsOf(client, workflowId, windows);
  const total = (sizes: readonly HistorySize[], member: keyof HistorySize) =>
    sizes.reduce((sum, size) => sum + size[member], 0);
  return {
    longest: Math.max(...[...runs, ...ofWindows].map(({ events }) => events)),
    named: {
      'events of a window': total(ofWindows, 'events') / windows,
      'kB of a window': total(ofWindows, 'bytes') / windows / 1000,
      'events of the run, a window': total(runs, 'events') / windows,
      'kB of the run, a window': total(runs, 'bytes') / windows / 1000,
      'runs it continued as': runs.length,
    },
  };
}
