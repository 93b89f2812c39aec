import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExtractResult } from '../../src/interface/result.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { resetBefore } from '../support/paid-once.ts';
import { runExtract, startExtract } from '../support/requests.ts';
import { workflowBundle } from '../support/temporal-server.ts';

it('is reckoned by activities: what reckons it is not in the workflow bundle', async () => {
  const bundle = await readFile(workflowBundle(), 'utf8');
  expect(bundle.includes('window-request')).toBe(true); // modules are named in it
  expect(/luxon|whole-periods|wall-clock/.exec(bundle)?.[0]).toBeUndefined();
});

function previous(createdAt: object, more: object = {}): Record<string, unknown> {
  return { filter: { createdAt }, ...more };
}

function bounds({ windows }: Pick<ExtractResult, 'windows'>): string[] {
  return windows.map(({ startAt, endAt }) => `${startAt} ${endAt}`);
}

describe('a relative period', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await install({ env: { EXTRACT_EVENT_BUDGET: '60' } });
  });
  afterAll(() => at[Symbol.asyncDispose]());

  /** A schedule at 06:00Z that starts nothing by itself. */
  function schedule(request: unknown, workflowType = 'extractActivities') {
    const scheduleId = `nightly-${randomUUID()}`;
    return at.client.schedule.create({
      scheduleId,
      spec: { intervals: [{ every: '24h', offset: '6h' }] },
      action: {
        type: 'startWorkflow',
        workflowType,
        workflowId: scheduleId,
        taskQueue: at.taskQueue,
        args: [request],
      },
      state: { paused: true },
    });
  }

  async function resultOf(workflowId: string): Promise<ExtractResult> {
    const handle = at.client.workflow.getHandle(workflowId);
    await eventually('the schedule has started its run', () =>
      handle.describe().catch(() => undefined),
    );
    return (await handle.result()) as ExtractResult;
  }

  it('of a run that a schedule’s backfill starts ends before the time it is for, also after a reset', async () => {
    const days = { previous: 'day', count: 2, timeZone: 'America/Chicago' };
    const nightly = await schedule(previous(days, { dataset: 'backfill' }));
    const hour = { start: new Date('2026-10-05T05:59:00Z'), end: new Date('2026-10-05T06:01:00Z') };
    await nightly.backfill({ ...hour, overlap: ScheduleOverlapPolicy.ALLOW_ALL });
    const workflowId = `${nightly.scheduleId}-2026-10-05T06:00:00Z`;
    const expected = [
      '2026-10-03T05:00:00Z 2026-10-04T04:59:59Z',
      '2026-10-04T05:00:00Z 2026-10-05T04:59:59Z',
    ];
    expect(bounds(await resultOf(workflowId))).toEqual(expected);

    await resetBefore(at.client, { workflowId }, 'resolveRequest');
    const again = await resultOf(workflowId);
    expect(bounds(again)).toEqual(expected);
    expect(again.windows.every(({ reused }) => reused)).toBe(true);
    await nightly.delete();
  });

  it('of a run that a schedule’s trigger starts ends before that time', async () => {
    // A dry run: the real clock's month may lie in the emulator's future.
    const month = previous({ previous: 'month' }, { windowSize: 'P31D' });
    const nightly = await schedule(month, 'planExtract');
    await nightly.trigger(ScheduleOverlapPolicy.ALLOW_ALL);
    const { info } = await eventually('the schedule has acted', async () => {
      const described = await nightly.describe();
      return described.info.recentActions.length > 0 ? described : undefined;
    });
    const [{ scheduledAt, action }] = info.recentActions as [(typeof info.recentActions)[0]];
    const [first, last] = [-1, 0].map((month) =>
      Date.UTC(scheduledAt.getUTCFullYear(), scheduledAt.getUTCMonth() + month),
    ) as [number, number];
    const { windows } = await resultOf(action.workflow.workflowId);
    expect(Date.parse(windows[0]!.startAt)).toBe(first);
    expect(Date.parse(windows.at(-1)!.endAt)).toBe(last - 1_000);
    await nightly.delete();
  });

  it('stays what it was when the run continues as new, and a run a day later exports the new day alone', async () => {
    const request = previous({ previous: 'day', count: 12 }, { dataset: 'long' });
    const run = await startExtract(at, { ...request, asOf: '2026-10-20T09:00:00Z' });
    const first = await run.result();
    const { runId } = await at.client.workflow.getHandle(run.workflowId).describe();
    expect(runId).not.toBe(run.firstExecutionRunId); // it did continue as new
    expect(bounds(first)).toHaveLength(12);
    expect(bounds(first)[0]).toBe('2026-10-08T00:00:00Z 2026-10-08T23:59:59Z');

    const second = await runExtract(at, { ...request, asOf: '2026-10-21T03:00:00Z' });
    expect(bounds(second).slice(0, -1)).toEqual(bounds(first).slice(1));
    const exported = second.windows.filter(({ reused }) => !reused);
    expect(bounds({ windows: exported })).toEqual(['2026-10-20T00:00:00Z 2026-10-20T23:59:59Z']);
  });

  it('of days is cut by windowSize within each day, from its start', async () => {
    const days = previous({ previous: 'day', count: 2 }, { dataset: 'cut', windowSize: 'PT18H' });
    const result = await runExtract(at, { ...days, asOf: '2026-10-03T00:00:00Z' });
    expect(bounds(result)).toEqual([
      '2026-10-01T00:00:00Z 2026-10-01T17:59:59Z',
      '2026-10-01T18:00:00Z 2026-10-01T23:59:59Z',
      '2026-10-02T00:00:00Z 2026-10-02T17:59:59Z',
      '2026-10-02T18:00:00Z 2026-10-02T23:59:59Z',
    ]);
  });
});
