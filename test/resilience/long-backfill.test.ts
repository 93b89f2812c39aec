/**
 * A backfill that is longer than one history: it continues as new again and again, and no window is the worse for it.
 * `BACKFILL_DAYS=730 npx vitest run --project server test/resilience/long-backfill.test.ts` does two years; the suite
 * does as many days as make the same point.
 */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { formatInstant, parseInstant } from '../../src/domain/instant.ts';
import { EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import { eventually } from '../support/eventually.ts';
import type { extractActivities } from '../../src/workflows/index.ts';
import { install, type Installation } from '../support/extraction.ts';
import { startInProcessWorker } from '../support/in-process-worker.ts';
import { temporalAddress } from '../support/temporal-server.ts';

const DAYS = Number(process.env['BACKFILL_DAYS'] ?? 30);
const LONG = DAYS > 100;
const CONCURRENCY = 5;
const BUDGET = LONG ? 1_000 : 60;
/** Of a window in flight, from the last look at the budget on: its start, its end, and the tasks of both. */
const EVENTS_TO_END = 14;
const DAY = 86_400;
const END = parseInstant('2026-11-01T00:00:00Z');
const START = END - DAYS * DAY;

it(
  'many days are exported once each while the run continues as new: nothing is cancelled by it',
  { timeout: LONG ? 3_600_000 : 120_000 },
  async () => {
    // An hour of Marketo's in 3.6 seconds.
    await using at = await install({
      workers: 0,
      emulator: {
        ...{ scale: 1_000, activitiesPerDay: 5, queueSeconds: 30, processingSeconds: 60 },
        ...{ quotaBytes: null, dailyCalls: null },
      },
      env: {
        EXTRACT_EVENT_BUDGET: String(BUDGET),
        EXTRACT_BACKFILL_KEEP_QUEUE_PLACES: '0',
      },
    });
    await using _worker = await startInProcessWorker({
      env: at.env,
      address: temporalAddress(),
      marketo: { limits: { callsPer20s: 1_000_000, concurrentCalls: 10 } },
    });
    const begun = Date.now();
    const handle = await at.client.workflow.start<typeof extractActivities>(EXTRACT_ACTIVITIES, {
      taskQueue: at.taskQueue,
      workflowId: `long-backfill-${randomUUID()}`,
      args: [request()],
    });
    const { windows } = await handle.result();

    expect(windows.map(({ startAt }) => startAt)).toEqual(
      Array.from({ length: DAYS }, (_, day) => formatInstant(START + day * DAY)),
    );
    expect(windows.every(({ final, reused }) => final && !reused)).toBe(true);
    expect(at.emulator.log().filter(({ operation }) => operation === 'cancel')).toEqual([]);
    const enqueues = at.emulator.acceptedEnqueues();
    expect(enqueues).toHaveLength(DAYS);
    expect(enqueues.filter(({ acceptedEnqueues }) => acceptedEnqueues !== 1)).toEqual([]);

    const runs = await historiesOf(at, handle.workflowId);
    expect(runs.length).toBeGreaterThan(2);
    const longest = Math.max(...runs.map(({ events }) => events));
    expect(longest).toBeLessThanOrEqual(LONG ? BUDGET : BUDGET + CONCURRENCY * EVENTS_TO_END);
    const largest = Math.max(...runs.map(({ bytes }) => bytes));
    if (LONG) {
      const seconds = Math.round((Date.now() - begun) / 1_000);
      console.info({ days: DAYS, seconds, runs: runs.length, longest, largest });
    }
  },
);

function request() {
  const createdAt = { startAt: formatInstant(START), endAt: formatInstant(END - 1) };
  return {
    filter: { createdAt },
    windowSize: 'P1D',
    concurrency: CONCURRENCY,
    backfill: true,
    dataset: 'history',
  };
}

/** Every run that the extraction continued as. */
function historiesOf({ client }: Installation, workflowId: string) {
  return eventually('its runs are listed as closed', async () => {
    const runs: { events: number; bytes: number }[] = [];
    for await (const run of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
      if (run.status.name === 'RUNNING') return undefined;
      runs.push({ events: run.historyLength, bytes: run.historySize ?? 0 });
    }
    return runs.length > 0 ? runs : undefined;
  });
}
