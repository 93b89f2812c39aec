/**
 * Two backfills and a fresh window, ten queue places. `FAIRNESS=1 npx vitest run --project server
 * test/resilience/fairness.test.ts --disable-console-intercept` measures other reserves too and prints the numbers.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { requestFor, startExtract } from '../support/requests.ts';

const MEASURE = process.env['FAIRNESS'] !== undefined;
/** Of Marketo's seconds in one of ours. */
const SCALE = 100;
const JOB_SECONDS = 120;
const FRESH = '2026-11-01';

interface Case {
  readonly concurrency: number;
  readonly keep: number;
}

const CASES: readonly Case[] = [
  { concurrency: 1, keep: 7 },
  ...(MEASURE
    ? [
        { concurrency: 10, keep: 7 },
        { concurrency: 10, keep: 0 },
      ]
    : []),
];

it.each(CASES)(
  'a fresh window beside two backfills is queued at its first try, behind their two jobs at most ($concurrency at once, $keep places left)',
  async ({ concurrency, keep }) => {
    await using at = await install({
      emulator: { scale: SCALE, processingSeconds: JOB_SECONDS, activitiesPerDay: 20 },
      env: { EXTRACT_BACKFILL_KEEP_QUEUE_PLACES: String(keep) },
    });
    const backfills = await Promise.all(
      ['a', 'b'].map((dataset) =>
        startExtract(
          at,
          requestFor('2026-08-01', '2026-10-31', {
            ...{ dataset, concurrency, windowSize: 'P1D', backfill: true },
          }),
        ),
      ),
    );
    await eventually('history is being processed', () => finished(at) >= 4 || undefined);
    if (MEASURE) await sleep(5_000); // past the burst of the start
    const fresh = await startExtract(at, requestFor(FRESH, FRESH, { dataset: 'daily' }));
    await fresh.result();
    const { ahead, createdToQueued, queuedToProcessing, tries } = facts(at);
    if (MEASURE) {
      console.info({ concurrency, keep, ahead, createdToQueued, queuedToProcessing, tries });
    }
    await Promise.all(backfills.map((run) => run.terminate('by the test')));
    if (keep === 0) return; // measured only: nothing is promised without a reserve
    expect(tries).toBe(1);
    expect(ahead).toBeLessThanOrEqual(2);
  },
);

function finished({ emulator }: Installation): number {
  return emulator.jobs().filter(({ state }) => state === 'Completed').length;
}

/** What became of the fresh window's job. Seconds of Marketo's clock. */
function facts({ emulator }: Installation) {
  const jobs = emulator.jobs();
  const job = jobs.find(({ startAt }) => startAt.startsWith(FRESH))!;
  const momentOf = (state: string) =>
    Date.parse(job.history.find((moment) => moment.state === state)!.at);
  const queued = momentOf('Queued');
  const ahead = jobs.filter(({ history, exportId }) => {
    if (exportId === job.exportId) return false;
    const at = (state: string) => {
      const moment = history.find((one) => one.state === state);
      return moment === undefined ? Infinity : Date.parse(moment.at);
    };
    return at('Queued') <= queued && at('Completed') > queued;
  }).length;
  const tries = emulator
    .log()
    .filter(({ operation, exportId }) => operation === 'enqueue' && exportId === job.exportId);
  return {
    ahead,
    createdToQueued: Math.round((queued - momentOf('Created')) / 1_000),
    queuedToProcessing: Math.round((momentOf('Processing') - queued) / 1_000),
    tries: tries.length,
  };
}
