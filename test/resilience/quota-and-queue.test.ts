/** Limits that last for hours and days, through whole runs on skipped time: waited out to the minute, visibly, and cancelled at once. */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WindowStatus } from '../../src/interface/status.ts';
import { publishedWindows } from '../support/published.ts';
import { requestFor } from '../support/requests.ts';
import { installSkippedTime, type SkippedTime } from '../support/skipped-time.ts';
import { findTestServer } from '../support/temporal-test-server.ts';
import { cancellationMemo, windowWhere } from '../support/windows.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_QUOTA_BYTES = 500_000_000;
const SPENT = { otherTools: { quotaBytes: DAY_QUOTA_BYTES } };

const lookup = await findTestServer();
const unavailable = lookup.available ? '' : ` (${lookup.reason})`;

describe.skipIf(!lookup.available)(`limits of a day, on skipped time${unavailable}`, () => {
  let server: TestWorkflowEnvironment;
  beforeAll(async () => {
    if (!lookup.available) return;
    server = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: lookup.executable.path } },
    });
  });
  afterAll(() => server.teardown());

  /** In their order, as no clock goes back; Marketo's own, in UTC. */
  const EVENINGS = [
    ['in winter', '2026-01-15T20:00:00Z'],
    ['before the clocks of Chicago go forward', '2026-03-08T00:30:00Z'],
    ['after they went forward', '2026-03-08T20:00:00Z'],
    ['in summer', '2026-07-15T23:00:00Z'],
    ['before they go back', '2026-11-01T00:30:00Z'],
    ['after they went back', '2026-11-01T20:00:00Z'],
  ] as const;

  describe.each(['America/Chicago', 'UTC-6'] as const)(
    'the export quota, whose day ends at midnight in %s and whatever the worker’s clock says,',
    (quotaZone) => {
      let at: SkippedTime;
      let spendAfterCreate = false;
      beforeAll(async () => {
        at = await installSkippedTime(server, {
          emulator: { startTime: '2026-01-01T00:00:00Z', quotaZone },
          after: (step, emulator) => {
            if (step !== 'createJob' || !spendAfterCreate) return;
            spendAfterCreate = false;
            emulator.setEnvironment(SPENT);
          },
        });
      });
      afterAll(() => at[Symbol.asyncDispose]());

      it.each(EVENINGS.map(([when, evening], index) => ({ when, evening, index })))(
        'spent $when: create and enqueue are refused once each and go on at 06:05Z, one job a window',
        async ({ evening, index }) => {
          const eveningMs = Date.parse(evening);
          await at.setMarketoTime(eveningMs);
          const callsBefore = at.emulator.log().length;
          const jobsBefore = at.emulator.jobs().length;
          const day = `2025-05-${String(10 + index)}`;
          const [one, other] = [`one-${index}`, `other-${index}`];

          spendAfterCreate = true;
          const atEnqueue = await at.start(requestFor(day, day, { dataset: one }));
          const enqueueing = await waiting(at, atEnqueue.workflowId, /export quota is used up/);
          const atCreate = await at.start(requestFor(day, day, { dataset: other }));
          const creating = await waiting(at, atCreate.workflowId, /export quota is used up/);
          expect([creating.phase, enqueueing.phase]).toEqual(['creating', 'enqueueing']);
          const nextTryMs = nextAt0605(eveningMs);
          for (const { nextTryAt, note } of [creating, enqueueing]) {
            expect(at.marketoTime(nextTryAt!)).toBeGreaterThanOrEqual(nextTryMs - 1_000);
            expect(at.marketoTime(nextTryAt!)).toBeLessThan(nextTryMs + MINUTE_MS);
            expect(note).toContain('quota 500MB exceeded');
          }

          await at.finish(atCreate);
          await at.finish(atEnqueue);
          const calls = at.emulator.log().slice(callsBefore);
          expect(calls.filter(({ errorCode }) => errorCode === '1029')).toHaveLength(2);
          const enqueues = calls.filter(
            ({ operation, accepted }) => operation === 'enqueue' && accepted,
          );
          expect(enqueues).toHaveLength(2);
          for (const { at: moment } of enqueues) {
            expect(Date.parse(moment)).toBeGreaterThanOrEqual(nextTryMs - 1_000);
            expect(Date.parse(moment)).toBeLessThan(nextTryMs + 2 * MINUTE_MS);
          }
          expect(at.emulator.jobs()).toHaveLength(jobsBefore + 2);
          for (const dataset of [one, other]) {
            expect(await publishedWindows(`${at.folder}/default/${dataset}`)).toHaveLength(1);
          }
        },
      );
    },
  );

  it('a quota that others spend right after its reset is asked for a bounded number of times a day', async () => {
    await using at = await installSkippedTime(server, {
      emulator: { startTime: '2026-06-10T20:00:00Z' },
    });
    const spentOn = (from: string) => ({ from, until: `${from.slice(0, 11)}23:59:59Z` });
    at.emulator.setEnvironment({
      schedule: [
        { ...spentOn('2026-06-10T19:00:00Z'), quotaBytes: DAY_QUOTA_BYTES },
        { ...spentOn('2026-06-11T05:00:01Z'), quotaBytes: DAY_QUOTA_BYTES },
      ],
    });
    await at.finish(await at.start(requestFor('2025-05-01', '2025-05-01')));
    const refused = at.emulator.log().filter(({ errorCode }) => errorCode === '1029');
    // In the evening, then from 06:05Z on every quarter of an hour for two hours; then the next day's 06:05Z.
    expect(refused.map(({ at: moment }) => moment.slice(0, 16))).toEqual([
      '2026-06-10T20:00',
      ...['06:05', '06:20', '06:35', '06:50', '07:05', '07:20', '07:35', '07:50', '08:05'].map(
        (time) => `2026-06-11T${time}`,
      ),
    ]);
    expect(accepted(at)).toEqual(['2026-06-12T06:05']);
  });

  it('the day’s API calls (607) that end after the enqueue are waited for: the paid job is kept', async () => {
    await using at = await installSkippedTime(server, {
      emulator: { startTime: '2026-06-10T20:00:00Z', dailyCalls: 2 },
    });
    const run = await at.start(requestFor('2025-05-01', '2025-05-01'));
    const { phase, note, nextTryAt } = await waiting(at, run.workflowId, /API calls are used up/);
    expect(phase).toBe('queued');
    expect(note).toContain('607');
    expect(new Date(at.marketoTime(nextTryAt!)).toISOString()).toMatch(/^2026-06-11T06:0[456]/);
    await at.finish(run);
    expect(accepted(at)).toEqual(['2026-06-10T20:00']);
    expect(at.emulator.jobs()).toHaveLength(1);
    expect(await publishedWindows(at.folder)).toHaveLength(1);
  });

  it('a queue that other tools keep full for hours is asked at its pace: one job, enqueued when there is room', async () => {
    await using at = await installSkippedTime(server, {
      emulator: { startTime: '2026-06-10T20:00:00Z' },
      env: { EXTRACT_QUEUE_WAIT: '10m' },
    });
    at.emulator.setEnvironment({
      schedule: [{ from: '2026-06-10T19:00:00Z', until: '2026-06-11T01:04:00Z', queued: 10 }],
    });
    const run = await at.start(requestFor('2025-05-01', '2025-05-01'));
    const { phase, nextTryAt } = await waiting(at, run.workflowId, /queue is full/);
    expect(phase).toBe('enqueueing');
    expect(new Date(at.marketoTime(nextTryAt!)).toISOString()).toMatch(/^2026-06-10T20:(09|10)/);
    await at.finish(run);
    const refused = at.emulator.log().filter(({ errorCode }) => errorCode === '1029');
    expect(refused).toHaveLength((5 * HOUR_MS) / (10 * MINUTE_MS) + 1);
    expect(accepted(at)).toEqual(['2026-06-11T01:10']);
    expect(at.emulator.jobs()).toHaveLength(1);
  });

  it.each([
    { wait: 'quota at create', spent: 'before', outcome: 'noJob', states: [] },
    { wait: 'quota at enqueue', spent: 'after', outcome: 'cancelled', states: ['Cancelled'] },
    { wait: 'queue', spent: 'never', outcome: 'cancelled', states: ['Cancelled'] },
  ])('a cancel ends the wait for the $wait at once', async ({ spent, outcome, states }) => {
    await using at = await installSkippedTime(server, {
      emulator: { startTime: '2026-06-10T20:00:00Z' },
      env: { EXTRACT_QUEUE_WAIT: '10m' },
      after: (step, emulator) => {
        if (step === 'createJob' && spent === 'after') emulator.setEnvironment(SPENT);
      },
    });
    const { emulator } = at;
    if (spent === 'before') emulator.setEnvironment(SPENT);
    if (spent === 'never') emulator.setEnvironment({ otherTools: { queued: 10 } });
    const run = await at.start(requestFor('2025-05-01', '2025-05-01'));
    await waiting(at, run.workflowId, /used up|queue is full/);
    await run.cancel();
    // By a client that does not make time pass: nothing is waited for any more.
    await expect(at.client.workflow.getHandle(run.workflowId).result()).rejects.toMatchObject({
      cause: { name: 'CancelledFailure' },
    });
    expect(await cancellationMemo(at.client, run.workflowId)).toMatchObject([{ outcome }]);
    expect(emulator.jobs().map(({ state }) => state)).toEqual(states);
    expect(accepted(at)).toEqual([]);
  });
});

async function waiting(at: SkippedTime, workflowId: string, what: RegExp): Promise<WindowStatus> {
  const { status } = await windowWhere(at.client, workflowId, what.source, ({ waitingFor }) =>
    what.test(waitingFor ?? ''),
  );
  return status;
}

/** Moments of the accepted enqueues by Marketo's clock, to the minute. */
function accepted({ emulator }: SkippedTime): string[] {
  return emulator
    .log()
    .filter((call) => call.operation === 'enqueue' && call.accepted)
    .map(({ at }) => at.slice(0, 16));
}

/** The first 06:05Z after a moment: midnight is over by then, in Chicago all year and at UTC-6. */
function nextAt0605(afterMs: number): number {
  const day = 24 * HOUR_MS;
  const at0605 = Math.floor(afterMs / day) * day + 6 * HOUR_MS + 5 * MINUTE_MS;
  return at0605 > afterMs ? at0605 : at0605 + day;
}
