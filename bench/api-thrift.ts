import type { Bench, Contestant, Setting } from './framework/bench.ts';
import { openSite, startQuickEmulator } from './support/extraction.ts';
import { openProduct, type Product } from './support/product.ts';
import { startWorker } from './support/worker-process.ts';

const POLL_MS = 500;
/** A quarter of a file of `ROWS_OF_RANGES` rows. */
const RANGE_BYTES = 200_000;
const ROWS_OF_RANGES = 2_000;

export const apiThrift: Bench = {
  name: 'api-thrift',
  title:
    'Calls of Marketo that a run makes, counted by the emulator. Beside it the least possible.',
  goal: 'the least possible: one token and one list of types in the life of a worker; of each window one create, one enqueue, a file call for each range, and at most ceil(job time ÷ interval) + 1 polls.',
  rounds: 1,
  async *cases(at) {
    const product = await openProduct(at);
    yield thrift(at, product, {
      name: 'files of several ranges, jobs done at once',
      windows: 2,
      activitiesPerDay: ROWS_OF_RANGES,
    });
    if (at.smoke) return;
    yield thrift(at, product, { name: 'small files, jobs done at once', windows: 20 });
    yield thrift(at, product, {
      name: 'jobs of 4 s, polled every 0.5 s',
      windows: 4,
      jobSeconds: 4,
    });
  },
};

interface Kind {
  readonly name: string;
  readonly windows: number;
  readonly activitiesPerDay?: number;
  readonly jobSeconds?: number;
}

function thrift(at: Setting, product: Product, kind: Kind) {
  let least = NaN; // the subject's run has to come first, as it does in the only round
  return {
    name: kind.name,
    unit: 'calls' as const,
    goal: { ratioAtMost: 1 },
    subject: {
      name: 'marketo-activity-extract',
      run: async () => {
        const counted = await callsOf(at, product, kind);
        least = counted.least;
        return { value: counted.calls, figures: counted.byKind };
      },
    },
    rounds: 1,
    against: {
      name: 'the least possible',
      run: () => Promise.resolve({ value: least }),
    } satisfies Contestant,
  };
}

async function callsOf(
  at: Setting,
  product: Product,
  { windows, activitiesPerDay = 100, jobSeconds = 0 }: Kind,
) {
  await using emulator = await startQuickEmulator({
    activitiesPerDay,
    processingSeconds: jobSeconds,
  });
  await using site = await openSite(at, { ...emulator, baseUrl: emulator.url });
  await using _worker = await startWorker(product, {
    ...site.env,
    EXTRACT_POLL_INTERVAL: `${POLL_MS}ms`,
    EXTRACT_RANGE_BYTES: String(RANGE_BYTES),
  });
  const { result } = await site.extract({ days: windows, concurrency: 2 });
  const byKind: Record<string, number> = {};
  for (const { operation } of emulator.log()) byKind[operation] = (byKind[operation] ?? 0) + 1;
  const ranges = result.windows.map(({ bytes }) => Math.ceil(bytes / RANGE_BYTES));
  const files = ranges.reduce((sum, count) => sum + count, 0);
  const polls = Math.ceil((jobSeconds * 1000) / POLL_MS) + 1;
  return {
    calls: emulator.log().length,
    byKind,
    least: 2 + windows * (2 + polls) + files,
  };
}
