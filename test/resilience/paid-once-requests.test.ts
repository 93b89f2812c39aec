import { randomUUID } from 'node:crypto';
import { readdir, rm, stat, truncate } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import { eventually } from '../support/eventually.ts';
import { letGo, type PaidCase, PHASES, reach, usePaidOnce } from '../support/paid-once.ts';
import { runExtract, startExtract } from '../support/requests.ts';
import { windowWhere } from '../support/windows.ts';

describe('a period that was exported is not paid again', () => {
  const paid = usePaidOnce();

  it.each([
    { other: 'window size', more: { windowSize: 'P1D' } },
    { other: 'longer windows', more: { windowSize: 'P31D' } },
    { other: 'concurrency', more: { concurrency: 5 } },
    {
      other: 'order and repetition of types',
      more: { activityTypeIds: [22, 13, 22] },
    },
    {
      other: 'spelling of the defaults',
      more: {
        version: 1,
        instance: 'default',
        windowSize: 'PT48H',
        concurrency: 2,
        settle: 'PT120M',
        refresh: false,
        format: 'CSV',
        columnHeaderNames: null,
        fields: [
          'marketoGUID',
          'leadId',
          'activityDate',
          'activityTypeId',
          'campaignId',
          'primaryAttributeValueId',
          'primaryAttributeValue',
          'attributes',
        ],
      },
    },
  ])('by a request with another $other', async ({ other, more }) => {
    const at = paid.newCase(`other ${other}`, 4);
    const { activityTypeIds, ...rest } = { activityTypeIds: undefined, ...more };
    const asked = (types: readonly number[], members: object) => {
      const request = at.request({ windowSize: 'P2D', ...members });
      const filter = { ...(request.filter as object), activityTypeIds: types };
      return { ...request, filter };
    };
    const first = await runExtract(paid.at, asked([13, 22], {}));
    const again = await runExtract(paid.at, asked(activityTypeIds ?? [13, 22], rest));
    expect(again.windows).toEqual(first.windows.map((window) => ({ ...window, reused: true })));
    await at.expectPaid([1, 1]);
  });

  it('but for the new day, when the period is shifted by one', async () => {
    const at = paid.newCase('shifted', 5);
    const first = await runExtract(paid.at, at.request({ windowSize: 'P2D' }, 0, 3));
    await at.expectPaid([1, 1]);
    const shifted = await runExtract(paid.at, at.request({ windowSize: 'P2D' }, 1, 4));
    expect(shifted.windows.map(({ reused }) => reused)).toEqual([true, true, false]);
    // A window that reaches outside the period is listed whole.
    expect(shifted.windows[0]!.startAt).toBe(first.windows[0]!.startAt);
    await at.expectPaid([1, 1, 1]);
  });

  it('by a schedule beside a run of the same request that was started by hand', async () => {
    const at = paid.newCase('schedule');
    const { client, taskQueue } = paid.at;
    PHASES.processing.arrange(paid, at);
    const scheduleId = `schedule-${randomUUID()}`;
    const schedule = await client.schedule.create({
      scheduleId,
      spec: {},
      action: {
        type: 'startWorkflow',
        workflowType: EXTRACT_ACTIVITIES,
        workflowId: scheduleId,
        taskQueue,
        args: [at.request()],
        workflowExecutionTimeout: '110s',
      },
    });
    try {
      const byHand = await startExtract(paid.at, at.request());
      await schedule.trigger();
      const scheduled = await eventually('the schedule has started its run', async () => {
        const [action] = (await schedule.describe()).info.recentActions;
        return action?.action.type === 'startWorkflow' ? action.action.workflow : undefined;
      });
      await reach(paid, at, byHand.workflowId, PHASES.processing);
      await reach(paid, at, scheduled.workflowId, {
        ...PHASES.processing,
        reached: (_paid, _at, { exportId }) => exportId !== undefined,
      });
      letGo(paid, at);
      const other: unknown = await client.workflow.getHandle(scheduled.workflowId).result();
      const { windows } = await byHand.result();
      expect(other).toMatchObject({ windows: [{ exportId: windows[0]!.exportId }] });
      await at.expectPaid([1]);
    } finally {
      await schedule.delete();
    }
  });
});

describe('a paid job that does not deliver is replaced by one other, when it has ended', () => {
  const paid = usePaidOnce();

  it('a failed one', async () => {
    const at = paid.newCase('failed');
    PHASES.processing.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    const { status } = await reach(paid, at, run.workflowId, PHASES.processing);
    await paid.at.emulator.setJobState(status.exportId!, 'Failed', 'Marketo broke down');
    await windowWhere(
      paid.at.client,
      run.workflowId,
      'another job is processing',
      ({ exportId, jobState }) => exportId !== status.exportId && jobState === 'Processing',
    );
    letGo(paid, at);
    expect((await run.result()).windows).toHaveLength(1);
    expect(at.paidJobs()).toMatchObject([{ state: 'Failed' }, { state: 'Completed' }]);
    await at.expectPaid([2]);
  });

  it('one that failed while nobody was there, by the run that adopts it', async () => {
    const at = paid.newCase('failed unseen');
    PHASES.processing.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    const { status } = await reach(paid, at, run.workflowId, PHASES.processing);
    await run.terminate('by a test');
    await paid.at.emulator.setJobState(status.exportId!, 'Failed', 'Marketo broke down');
    letGo(paid, at);
    await runExtract(paid.at, at.request());
    expect(at.paidJobs()).toMatchObject([{ state: 'Failed' }, { state: 'Completed' }]);
    await at.expectPaid([2]);
  });

  // The clock of the emulator goes on from here and does not come back.
  it.each([
    { days: 8, what: 'its file is gone, its status says Completed' },
    { days: 31, what: 'Marketo does not know the job any more' },
  ])('one whose run was terminated $days days ago: $what', async ({ days }) => {
    const at = paid.newCase(`gone after ${days}`);
    PHASES.downloading.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    await reach(paid, at, run.workflowId, PHASES.downloading);
    await run.terminate('by a test');
    letGo(paid, at);
    await paid.at.emulator.advance(days * 86_400);
    const result = await runExtract(paid.at, at.request());
    expect(result.windows).toMatchObject([{ exportId: at.paidJobs()[1]!.exportId, final: true }]);
    await at.expectPaid([2]);
    expect((await runExtract(paid.at, at.request())).windows).toMatchObject([{ reused: true }]);
    await at.expectPaid([2]);
  });
});

describe('a window that was exported before it had settled', () => {
  const paid = usePaidOnce({ emulator: { startTime: '2025-01-02T12:00:00Z' } });

  it('is paid once more when it has, also when the run that does so is terminated', async () => {
    const at = paid.newCase('settling'); // 2025-01-01
    const request = at.request({ settle: 'P1D' });
    const first = await runExtract(paid.at, request);
    expect(first.windows).toMatchObject([{ final: false }]);
    expect((await runExtract(paid.at, request)).windows).toMatchObject([{ reused: true }]);
    await at.expectPaid([1]);

    await paid.at.emulator.advance(86_400);
    PHASES.downloading.arrange(paid, at);
    const fetched = at.bytesSent();
    const second = await startExtract(paid.at, request);
    const { status } = await reach(paid, at, second.workflowId, {
      ...PHASES.downloading,
      reached: () => at.bytesSent() === fetched + 50_000,
    });
    await second.terminate('by a test');
    await at.expectPaid([2]); // the first file stands until the second is whole
    letGo(paid, at);
    const third = await runExtract(paid.at, request);
    expect(third.windows).toMatchObject([{ exportId: status.exportId, final: true }]);
    const superseded = basename(first.windows[0]!.dataUri);
    const [folder] = third.windows[0]!.dataUri.split('/').slice(-2);
    const leftBehind = [`${folder}/${superseded}`];
    await at.expectPaid([2], { leftBehind });
    expect((await runExtract(paid.at, request)).windows).toMatchObject([{ reused: true }]);
    await at.expectPaid([2], { leftBehind });
  });
});

describe('a published file that was harmed by hand', () => {
  const paid = usePaidOnce();

  const harms = [
    { harm: 'deleted', doTo: (path: string) => rm(path) },
    {
      harm: 'truncated',
      doTo: async (path: string) => truncate(path, (await stat(path)).size / 2),
    },
  ];

  it.each(harms)('$harm is fetched anew without paying, while Marketo keeps it', async (harmed) => {
    const at = paid.newCase(`${harmed.harm} early`);
    const first = await runExtract(paid.at, at.request());
    await harmed.doTo(await dataFile(at));
    const again = await runExtract(paid.at, at.request());
    expect(again.windows).toMatchObject([{ exportId: first.windows[0]!.exportId, reused: false }]);
    await at.expectPaid([1]);
    expect(at.bytesSent()).toBe(2 * first.bytes);
  });

  it.each(harms)('$harm is bought once more, 8 days later', async (harmed) => {
    const at = paid.newCase(`${harmed.harm} late`);
    const first = await runExtract(paid.at, at.request());
    const path = await dataFile(at);
    await harmed.doTo(path);
    await paid.at.emulator.advance(8 * 86_400);
    const again = await runExtract(paid.at, at.request());
    expect(again.windows[0]!.exportId).not.toBe(first.windows[0]!.exportId);
    const leftBehind = harmed.harm === 'truncated' ? [path.split(`${at.dataset}/`)[1]!] : [];
    await at.expectPaid([2], { leftBehind });
    expect((await runExtract(paid.at, at.request())).windows).toMatchObject([{ reused: true }]);
    await at.expectPaid([2], { leftBehind });
  });

  async function dataFile({ dataset }: PaidCase): Promise<string> {
    const folder = join(paid.at.folder, 'default', dataset);
    const names = await readdir(folder, { recursive: true });
    return join(
      folder,
      names.find((name) => name.endsWith('.csv'))!,
    );
  }
});
