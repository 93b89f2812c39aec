import { randomUUID } from 'node:crypto';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { ScheduleOptions } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractOutcome } from '../../src/client/extract-outcome.ts';
import { applySchedule } from '../../src/client/schedules/apply.ts';
import { backfillSchedule } from '../../src/client/schedules/backfill.ts';
import {
  deleteSchedule,
  pauseSchedule,
  unpauseSchedule,
} from '../../src/client/schedules/control.ts';
import { describeSchedule } from '../../src/client/schedules/describe.ts';
import { listSchedules } from '../../src/client/schedules/list.ts';
import { triggerSchedule } from '../../src/client/schedules/trigger.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { temporalAddress } from '../support/temporal-server.ts';

let at: Installation;
beforeAll(async () => {
  at = await install();
});
afterAll(() => at[Symbol.asyncDispose]());

const REQUEST = {
  filter: { createdAt: { previous: 'day', count: 2 }, activityTypeIds: [1] },
  windowSize: 'P1D',
};

/** On a queue without workers, unless told. */
function file(scheduleId: string, more: object = {}) {
  const spec = { calendars: [{ hour: 6, minute: 15 }] };
  return { scheduleId, spec, taskQueue: 'nobody', request: REQUEST, ...more };
}

const newId = () => `test-${randomUUID()}`;

function byHand(scheduleId: string, more: Partial<ScheduleOptions> = {}) {
  return at.client.schedule.create({
    scheduleId,
    spec: { calendars: [{ hour: 6, minute: 15 }], timezone: 'UTC' },
    action: {
      type: 'startWorkflow',
      workflowType: 'extractActivities',
      workflowId: scheduleId,
      taskQueue: 'nobody',
      args: [REQUEST],
    },
    ...more,
  });
}

describe('apply', () => {
  it('creates a schedule whose request is as it was sent, changes nothing when it is the same, and then exactly what differs', async () => {
    const id = newId();
    const first = await applySchedule(at.client, file(id), { paused: true });
    expect(first).toMatchObject({ outcome: 'created', paused: true, warnings: [] });
    expect(first.nextRuns[0]).toMatch(/T06:15:00Z$/);

    const again = await applySchedule(at.client, file(id));
    expect(again).toMatchObject({ outcome: 'unchanged', changes: [], paused: true });

    const later = file(id, { spec: { calendars: [{ hour: 7, minute: 15 }] } });
    const changes = [{ member: 'spec.calendars[0].hour', before: '6', after: '7' }];
    const dryRun = await applySchedule(at.client, later, { dryRun: true });
    expect(dryRun).toMatchObject({ outcome: 'updated', dryRun: true, changes });
    const updated = await applySchedule(at.client, later);
    expect(updated).toMatchObject({ outcome: 'updated', dryRun: false, changes, paused: true });
    expect(updated.nextRuns[0]).toMatch(/T07:15:00Z$/);

    const described = await describeSchedule(at.client, id);
    expect(described.schedule).toEqual(updated.schedule);
    expect(described.schedule.request).toEqual(REQUEST); // no asOf: each run has its own time
    expect(described.paused).toBe(true);
    expect(await applySchedule(at.client, described.schedule)).toMatchObject({ changes: [] });
    await deleteSchedule(at.client, id);
  });

  it('reads cron expressions as the server does', async () => {
    const id = newId();
    const cronExpressions = [
      '15 6 * * *',
      '*/20 6-18/4 * * MON-FRI',
      '0 0 1,15 jan-mar/2 *',
      '5/20 * * * 7',
    ];
    const other = { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '1 day' } as const;
    const handle = await byHand(id, {
      spec: { cronExpressions, timezone: 'UTC' },
      policies: other,
    });
    const { changes } = await applySchedule(at.client, file(id, { spec: { cronExpressions } }), {
      dryRun: true,
    });
    expect(changes.map(({ member }) => member)).toEqual(['staticSummary', 'staticDetails']);
    await handle.delete();
  });

  it('takes away what was set by hand and no file says, and tells it', async () => {
    const id = newId();
    const handle = await byHand(id, {
      action: {
        type: 'startWorkflow',
        workflowType: 'extractActivities',
        workflowId: 'other-id',
        taskQueue: 'nobody',
        args: [REQUEST],
        workflowRunTimeout: '1h',
        memo: { by: 'hand' },
      },
      policies: { overlap: ScheduleOverlapPolicy.TERMINATE_OTHER },
      state: { paused: true, note: 'not yet' },
    });
    const { warnings } = await describeSchedule(at.client, id);
    expect(warnings.join('\n')).toMatch(/TERMINATE_OTHER.*\n.*workflowRunTimeout/);
    const { changes } = await applySchedule(at.client, file(id));
    expect(Object.fromEntries(changes.map(({ member, ...change }) => [member, change]))).toEqual({
      'policies.overlap': { before: 'TERMINATE_OTHER', after: 'BUFFER_ONE' },
      'policies.catchupWindow': { before: 'P365D', after: 'P1D' },
      workflowId: { before: 'other-id', after: id },
      staticSummary: { after: `previous 2 days (UTC), schedule ${id}` },
      staticDetails: {
        after: `Started by the schedule \`${id}\`. Where the run stands is told under current details.`,
      },
      workflowRunTimeout: { before: 'PT1H' },
      memo: { before: { by: 'hand' } },
    });
    expect(await describeSchedule(at.client, id)).toMatchObject({ paused: true, note: 'not yet' });
    await handle.delete();
  });
});

it('a schedule made by hand in the Temporal UI runs, is shown, and can be taken over by a file', async () => {
  const id = newId();
  await at.client.workflowService.createSchedule(uiCreation(id));
  expect((await describeSchedule(at.client, id)).warnings).toEqual([]);
  await backfillSchedule(at.client, id, {
    from: '2026-10-05T00:00:00Z',
    to: '2026-10-05T23:59:59Z',
  });
  const workflowId = `${id}-2026-10-05T06:15:00Z`;
  await eventually('its run has been started', () =>
    at.client.workflow
      .getHandle(workflowId)
      .describe()
      .catch(() => undefined),
  );
  const outcome = await extractOutcome(at.client, { workflowId });
  expect(outcome).toMatchObject({
    status: 'completed',
    result: { windows: [{ startAt: '2026-10-03T00:00:00Z' }, { endAt: '2026-10-04T23:59:59Z' }] },
  });
  const described = await describeSchedule(at.client, id);
  expect(described.lastRuns).toMatchObject([{ workflowId, outcome: 'completed', windows: 2 }]);
  expect(described.counts).toMatchObject({ started: 1, skipped: 0, missed: 0 });

  const { changes } = await applySchedule(at.client, file(id, { taskQueue: at.taskQueue }));
  expect(changes.map(({ member }) => member)).toEqual([
    'spec.startAt',
    'policies.overlap',
    'policies.catchupWindow',
    'staticSummary',
    'staticDetails',
  ]);
  await eventually('it is listed', async () =>
    (await listSchedules(at.client)).find(({ scheduleId }) => scheduleId === id),
  );
  await deleteSchedule(at.client, id);
});

it('a schedule made by hand without an input is shown, with what it lacks', async () => {
  const id = newId();
  const action = {
    type: 'startWorkflow',
    workflowType: 'extractActivities',
    taskQueue: 'nobody',
  } as const;
  const handle = await byHand(id, { action });
  const env = { TEMPORAL_ADDRESS: temporalAddress() };
  const { code, out, err } = await runInProcess(['schedule', 'show', id], env);
  expect({ code, out }).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Request:\nnull\n$/) as string,
  });
  expect(err).toMatch(/^Warning: request: the request must be a JSON object/);
  await handle.delete();
});

/** What the UI's form sends (web UI 2.54), with the JSON of docs/scheduling.md typed into it. */
function uiCreation(scheduleId: string) {
  const encoded = (text: string) => new TextEncoder().encode(text);
  const input = {
    metadata: { encoding: encoded('json/plain') },
    data: encoded(`${JSON.stringify(REQUEST, null, 2)}\n`),
  };
  return {
    namespace: 'default',
    requestId: randomUUID(),
    identity: '',
    scheduleId,
    searchAttributes: null,
    schedule: {
      spec: {
        interval: [],
        cronString: ['15 6 * * *'],
        structuredCalendar: [],
        timezoneName: 'UTC',
        startTime: msToTs(Date.parse('2026-10-01T00:00:00Z')),
      },
      action: {
        startWorkflow: {
          workflowId: scheduleId,
          workflowType: { name: 'extractActivities' },
          taskQueue: { name: at.taskQueue },
          input: { payloads: [input] },
        },
      },
      policies: { overlapPolicy: 1, pauseOnFailure: false, keepOriginalWorkflowId: false },
      state: { limitedActions: false, paused: false },
    },
  };
}

describe('pause', () => {
  it('starts nothing; what came due meanwhile is not started afterwards', async () => {
    const everySecond = (paused: boolean) =>
      byHand(newId(), {
        spec: { intervals: [{ every: '1s' }] },
        policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL },
        state: { paused },
      });
    const [paused, beside] = await Promise.all([everySecond(true), everySecond(false)]);
    const startedBy = async ({ scheduleId }: typeof paused, count: number) =>
      eventually(`${count} runs`, async () => {
        const { info } = await at.client.schedule.getHandle(scheduleId).describe();
        return info.numActionsTaken >= count ? info : undefined;
      });
    await startedBy(beside, 3);
    expect((await paused.describe()).info.numActionsTaken).toBe(0);
    const unpausedAt = Date.now();
    await unpauseSchedule(at.client, paused.scheduleId);
    const { recentActions } = await startedBy(paused, 1);
    expect(recentActions[0]!.scheduledAt.getTime()).toBeGreaterThan(unpausedAt - 1_000);
    await Promise.all([paused.delete(), beside.delete()]);
  });

  it('keeps the note of whoever paused it first, unless there is another', async () => {
    const id = newId();
    await applySchedule(at.client, file(id));
    const first = await pauseSchedule(at.client, id, 'Marketo is down');
    expect(first).toMatchObject({ changed: true });
    expect(await pauseSchedule(at.client, id)).toMatchObject({
      changed: false,
      note: 'Marketo is down',
    });
    expect(await pauseSchedule(at.client, id, 'still')).toMatchObject({ note: 'still' });
    expect(await unpauseSchedule(at.client, id)).toMatchObject({ paused: false, changed: true });
    await deleteSchedule(at.client, id);
  });
});

describe('a backfill', () => {
  const id = newId();
  beforeAll(async () => {
    await applySchedule(at.client, file(id), { paused: true });
  });
  afterAll(() => deleteSchedule(at.client, id));

  it.each([
    [
      'of more than 1,000 runs, with the way to split it',
      { from: '2020-01-01T00:00:00Z', to: '2026-10-01T00:00:00Z' },
      /first part from 2020-01-01T00:00:00Z to 2022-09-27T06:14:59Z, the next from 2022-09-27T06:15:00Z/,
    ],
    [
      'of a time in which nothing came due',
      { from: '2026-10-01T07:00:00Z', to: '2026-10-01T08:00:00Z' },
      /no time from/,
    ],
    [
      'of what is still to come',
      { from: '2026-10-01T00:00:00Z', to: '2100-01-01T00:00:00Z' },
      /has not come yet/,
    ],
    [
      'that ends before it begins',
      { from: '2026-10-02T00:00:00Z', to: '2026-10-01T00:00:00Z' },
      /is before the start/,
    ],
    ['of days without a time', { from: '2026-10-01', to: '2026-10-02' }, /names a day/],
  ])('is refused: %s', async (_what, options, message) => {
    await expect(backfillSchedule(at.client, id, options)).rejects.toThrow(message);
    expect((await describeSchedule(at.client, id)).counts).toMatchObject({
      started: 0,
      buffered: 0,
    });
  });

  it('starts every run, one after the other, both ends included', async () => {
    const days = { from: '2026-10-01T06:15:00Z', to: '2026-10-03T06:15:00Z' };
    expect(await backfillSchedule(at.client, id, days)).toMatchObject({
      runs: 3,
      overlap: 'BUFFER_ALL',
      first: days.from,
      last: days.to,
    });
    const { lastRuns } = await eventually('one runs, two wait', async () => {
      const described = await describeSchedule(at.client, id);
      return described.counts.buffered === 2 ? described : undefined;
    });
    expect(lastRuns).toMatchObject([{ outcome: 'running', dueAt: days.from }]);
  });
});

describe('trigger', () => {
  it('starts a run at once; one under way is skipped over, waited for or run beside, as the policy says', async () => {
    const id = newId();
    await applySchedule(at.client, file(id));
    const first = await triggerSchedule(at.client, id, { overlap: 'BUFFER_ONE' });
    expect(first).toMatchObject({
      outcome: 'started',
      workflowId: expect.stringMatching(`^${id}-2`) as string,
    });
    expect(await triggerSchedule(at.client, id, { overlap: 'SKIP' })).toMatchObject({
      outcome: 'skipped',
    });
    expect(await triggerSchedule(at.client, id, { overlap: 'BUFFER_ONE' })).toMatchObject({
      outcome: 'buffered',
    });
    const { running } = await deleteSchedule(at.client, id);
    expect(running).toEqual([(first as { workflowId: string }).workflowId]);
    const { status } = await at.client.workflow.getHandle(running[0]!).describe();
    expect(status.name).toBe('RUNNING');
  });
});

describe('a schedule that is not ours', () => {
  it('of another workflow is left alone by every command', async () => {
    const id = newId();
    const action = { type: 'startWorkflow', workflowType: 'other', taskQueue: 'nobody' } as const;
    const handle = await byHand(id, { action });
    const refused = /starts "other", not extractActivities/;
    await expect(applySchedule(at.client, file(id))).rejects.toThrow(refused);
    await expect(describeSchedule(at.client, id)).rejects.toThrow(refused);
    await expect(pauseSchedule(at.client, id)).rejects.toThrow(refused);
    await expect(triggerSchedule(at.client, id)).rejects.toThrow(refused);
    await expect(deleteSchedule(at.client, id)).rejects.toThrow(refused);
    await handle.delete();
  });

  it('but not there at all is told by name', async () => {
    await expect(describeSchedule(at.client, 'none')).rejects.toThrow(/no schedule "none"/);
    await expect(deleteSchedule(at.client, 'none')).rejects.toThrow(/no schedule "none"/);
  });
});
