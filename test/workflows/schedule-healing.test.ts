import { ScheduleOverlapPolicy } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySchedule } from '../../src/client/schedules/apply.ts';
import { pauseSchedule, unpauseSchedule } from '../../src/client/schedules/control.ts';
import { describeSchedule } from '../../src/client/schedules/describe.ts';
import { extractOutcome } from '../../src/client/extract-outcome.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import type { InProcessWorker } from '../support/in-process-worker.ts';
import { publishedWindows } from '../support/published.ts';
import { randomTaskQueue } from '../support/temporal-server.ts';

let at: Installation;
let worker: InProcessWorker;
beforeAll(async () => {
  at = await install({
    workers: 0,
    emulator: { startTime: '2026-10-06T06:14:00Z', activitiesPerDay: 50 },
    env: { EXTRACT_REPLACEMENTS: '0' },
  });
  worker = await at.startWorkerHere();
});
afterAll(() => at[Symbol.asyncDispose]());

const SCHEDULE = randomTaskQueue('nightly');

/**
 * The server's schedules go by the real clock. So each day is a backfill of that one day, with the schedule's own
 * policy and Marketo's clock at that morning: to the run it is the same, down to its id and its scheduled time.
 */
async function due(day: string): Promise<void> {
  await at.emulator.changeClock({ now: Date.parse(`${day}T06:15:00Z`) });
  await at.client.schedule.getHandle(SCHEDULE).backfill({
    start: new Date(`${day}T06:14:00Z`),
    end: new Date(`${day}T06:16:00Z`),
    overlap: ScheduleOverlapPolicy.BUFFER_ONE,
  });
}

function runOf(day: string): string {
  return `${SCHEDULE}-${day}T06:15:00Z`;
}

async function ended(day: string) {
  await eventually(`the run of ${day} has been started`, () =>
    at.client.workflow
      .getHandle(runOf(day))
      .describe()
      .catch(() => undefined),
  );
  return (await extractOutcome(at.client, { workflowId: runOf(day) })).status;
}

async function counted(counts: object): Promise<void> {
  await eventually(`the schedule counts ${JSON.stringify(counts)}`, async () => {
    const described = await describeSchedule(at.client, SCHEDULE);
    return Object.entries(counts).every(
      ([name, count]) => described.counts[name as 'started'] === count,
    )
      ? described
      : undefined;
  });
}

describe('a daily schedule', () => {
  it('leaves no gap after a pause of three days, a skipped run, a failed run and a worker outage', async () => {
    await applySchedule(at.client, {
      scheduleId: SCHEDULE,
      spec: { calendars: [{ hour: 6, minute: 15 }] },
      taskQueue: at.taskQueue,
      request: {
        filter: { createdAt: { previous: 'day', count: 5 }, activityTypeIds: [1] },
        dataset: 'nightly',
        settle: 'P1D', // so that each morning's newest window is provisional
      },
    });
    await due('2026-10-06');
    expect(await ended('2026-10-06')).toBe('completed');

    await pauseSchedule(at.client, SCHEDULE, 'three days without');
    await unpauseSchedule(at.client, SCHEDULE);
    await due('2026-10-10');
    expect(await ended('2026-10-10')).toBe('completed');

    at.emulator.setEnvironment({ hold: { queued: true } });
    await due('2026-10-11');
    await eventually('a job is queued', () =>
      at.emulator.jobs().find(({ state }) => state === 'Queued'),
    );
    await due('2026-10-12');
    await counted({ buffered: 1 });
    await due('2026-10-13');
    await counted({ skipped: 1 });
    at.emulator.setEnvironment({ hold: false });
    expect(await ended('2026-10-11')).toBe('completed');
    expect(await ended('2026-10-12')).toBe('completed');

    at.emulator.addFaults({
      on: 'job',
      startAt: '2026-10-13T00:00:00Z',
      times: 1,
      do: { job: { fate: 'failed', errorMsg: 'Out of memory' } },
    });
    await due('2026-10-14');
    expect(await ended('2026-10-14')).toBe('failed');

    await worker.stop();
    await due('2026-10-15');
    await counted({ started: 6 });
    await due('2026-10-16');
    await counted({ buffered: 1 });
    await due('2026-10-17');
    await counted({ skipped: 2 });
    await at.startWorkerHere();
    expect(await ended('2026-10-15')).toBe('completed');
    expect(await ended('2026-10-16')).toBe('completed');
    await due('2026-10-18');
    expect(await ended('2026-10-18')).toBe('completed');

    const windows = (await publishedWindows(at.folder)).map(({ window, final }) => ({
      day: window.startAt.slice(0, 10),
      last: window.endAt,
      final,
    }));
    const days = Array.from(
      { length: 17 },
      (_, index) => `2026-10-${String(index + 1).padStart(2, '0')}`,
    );
    expect(windows).toEqual(
      days.map((day) => ({ day, last: `${day}T23:59:59Z`, final: day !== '2026-10-17' })),
    );
    // Exported within a day of their end. Others were exported later, once, by a run that made up for what was missed.
    const twice = ['2026-10-05', '2026-10-09'];
    expect(paidPerDay()).toEqual(
      Object.fromEntries(days.map((day) => [day, twice.includes(day) ? 2 : 1])),
    );
    const { lastRuns } = await describeSchedule(at.client, SCHEDULE);
    expect(lastRuns.map(({ workflowId, outcome }) => [workflowId, outcome])).toEqual(
      ['06', '10', '11', '12', '14', '15', '16', '18'].map((day) => [
        runOf(`2026-10-${day}`),
        day === '14' ? 'failed' : 'completed',
      ]),
    );
  });
});

/** Jobs that Marketo has worked on to a file. */
function paidPerDay(): Record<string, number> {
  const paid: Record<string, number> = {};
  for (const { startAt, state } of at.emulator.jobs()) {
    if (state !== 'Completed') continue;
    const day = new Date(startAt).toISOString().slice(0, 10);
    paid[day] = (paid[day] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(paid).sort());
}
