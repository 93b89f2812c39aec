/** History: newest first, no faster than the reserve allows, in pieces that Marketo can deliver. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseInstant } from '../../src/domain/instant.ts';
import type { WindowStatus } from '../../src/interface/status.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';
import { extractStatus, windowWhere } from '../support/windows.ts';

const DAYS = { windowSize: 'P1D', backfill: true };
const parked = ({ phase }: WindowStatus) => phase === 'parked';

describe('a backfill', () => {
  let at: Installation;
  let logged: number;
  beforeAll(async () => {
    // One place of ten is for backfills.
    at = await install({
      env: { EXTRACT_BACKFILL_KEEP_QUEUE_PLACES: '9', EXTRACT_JOB_TIMEOUT: '1s' },
    });
  });
  beforeEach(() => {
    at.emulator.clearFaults();
    at.emulator.setEnvironment({ hold: false });
    logged = at.emulator.jobs().length;
  });
  afterAll(() => at[Symbol.asyncDispose]());

  /** Starts of the windows that were bought, in the order of their jobs. */
  const bought = () =>
    at.emulator
      .jobs()
      .slice(logged)
      .filter(({ history }) => history.some(({ state }) => state === 'Queued'))
      .map(({ startAt }) => startAt.slice(0, 10));

  it.each([
    { order: 'newest', days: ['2026-10-04', '2026-10-03', '2026-10-01'] },
    { order: 'oldest', days: ['2026-10-01', '2026-10-03', '2026-10-04'] },
  ])('exports the $order window first, one at a time, and skips what is final', async (one) => {
    const dataset = `${one.order}-first`;
    await runExtract(at, requestFor('2026-10-02', '2026-10-02', { dataset }));
    logged = at.emulator.jobs().length;
    const request = requestFor('2026-10-01', '2026-10-04', {
      ...DAYS,
      dataset,
      backfill: { order: one.order },
    });
    const result = await runExtract(at, request);
    expect(bought()).toEqual(one.days);
    expect(result.windows.map(({ reused }) => reused)).toEqual([false, true, false, false]);
  });

  describe('while the reserve of queue places is all that is left', () => {
    const arrange = async (dataset: string) => {
      at.emulator.setEnvironment({ hold: { queued: true } });
      const fresh = await startExtract(at, requestFor('2026-11-01', '2026-11-01', { dataset }));
      await windowWhere(at.client, fresh.workflowId, 'it is queued', (window) =>
        /Queued/.test(window.jobState ?? ''),
      );
      const request = requestFor('2026-10-01', '2026-10-01', { ...DAYS, dataset });
      const handle = await startExtract(at, request);
      const { status } = await windowWhere(at.client, handle.workflowId, 'it parks', parked);
      return { fresh, handle, status };
    };

    it('parks before it makes a job, says why, and goes on when a place is free', async () => {
      const { fresh, handle, status } = await arrange('places');
      expect(status.waitingFor).toMatch(/1 of Marketo's 10 queue places are taken.*leave 9/);
      expect(status.nextTryAt).toBeDefined();
      expect(status.exportId).toBeUndefined();
      expect(bought()).toEqual(['2026-11-01']);
      at.emulator.setEnvironment({ hold: false });
      await fresh.result();
      await expect(handle.result()).resolves.toMatchObject({ windows: [{ reused: false }] });
      expect(bought()).toEqual(['2026-11-01', '2026-10-01']);
    });

    it('is cancelled at once, and has made no job', async () => {
      const { fresh, handle } = await arrange('parked-and-cancelled');
      await handle.cancel();
      await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
      expect(at.emulator.jobs().slice(logged)).toHaveLength(1);
      await fresh.cancel();
    });
  });

  it('halves a window whose job is stuck, down to what Marketo delivers; a next run pays for nothing twice', async () => {
    const dataset = 'stuck';
    // The whole days of 1 October, and its first half: they begin alike.
    at.emulator.addFaults({
      on: 'job',
      startAt: '2026-10-01T00:00:00Z',
      times: 2,
      do: { job: { fate: 'stuck' } },
    });
    const request = requestFor('2026-10-01', '2026-10-02', { ...DAYS, dataset });
    const result = await runExtract(at, request);
    expect(result.windows.map(({ startAt, endAt }) => [startAt, endAt])).toEqual([
      ['2026-10-01T00:00:00Z', '2026-10-01T05:59:59Z'],
      ['2026-10-01T06:00:00Z', '2026-10-01T11:59:59Z'],
      ['2026-10-01T12:00:00Z', '2026-10-01T23:59:59Z'],
      ['2026-10-02T00:00:00Z', '2026-10-02T23:59:59Z'],
    ]);
    const paid = bought().length;
    const again = await runExtract(at, request);
    expect(again.windows.map(({ reused }) => reused)).toEqual([true, true, true, true]);
    expect(bought()).toHaveLength(paid);
  });

  it('does not halve a window that has a file: a job of the same size replaces the stuck one', async () => {
    const dataset = 'refreshed';
    await runExtract(at, requestFor('2026-10-01', '2026-10-01', { dataset }));
    await at.emulator.advance(60);
    logged = at.emulator.jobs().length;
    at.emulator.addFaults({
      on: 'job',
      startAt: '2026-10-01T00:00:00Z',
      times: 1,
      do: { job: { fate: 'stuck' } },
    });
    const request = { ...DAYS, dataset, refresh: true };
    const result = await runExtract(at, requestFor('2026-10-01', '2026-10-01', request));
    expect(result.windows).toMatchObject([{ endAt: '2026-10-01T23:59:59Z', reused: false }]);
    expect(at.emulator.jobs().slice(logged)).toHaveLength(2);
  });

  it('that is terminated after it has halved a window leaves the rest of it to the next run, without overlap', async () => {
    const dataset = 'half';
    at.emulator.addFaults({
      on: 'job',
      startAt: '2026-10-01T00:00:00Z',
      times: 1,
      do: { job: { fate: 'stuck' } },
    });
    const request = requestFor('2026-10-01', '2026-10-01', { ...DAYS, dataset });
    const first = await startExtract(at, request);
    await eventually('its newer half is published', async () => {
      const { windows } = await extractStatus(at.client, first.workflowId);
      if (windows.some(({ phase }) => phase === 'published')) return true;
      return undefined;
    });
    await first.terminate('by the test');
    const { windows } = await runExtract(at, request);
    let next = parseInstant('2026-10-01T00:00:00Z');
    for (const { startAt, endAt } of windows) {
      expect(parseInstant(startAt)).toBe(next);
      next = parseInstant(endAt) + 1;
    }
    expect(next).toBe(parseInstant('2026-10-02T00:00:00Z'));
    expect(bought()).toHaveLength(3); // the stuck one, and each half once
    expect(windows.map(({ endAt }) => endAt)).toEqual([
      '2026-10-01T11:59:59Z',
      '2026-10-01T23:59:59Z',
    ]);
  });

  it('halves a window that fails at Marketo only when its replacements are used up', async () => {
    at.emulator.addFaults({
      on: 'job',
      startAt: '2026-10-01T00:00:00Z',
      times: 3,
      do: { job: { fate: 'failed', errorMsg: 'Out of memory' } },
    });
    const request = requestFor('2026-10-01', '2026-10-01', { ...DAYS, dataset: 'failed' });
    const { windows } = await runExtract(at, request);
    expect(windows).toHaveLength(2);
    expect(bought()).toHaveLength(5);
  });
});

it("a backfill leaves its share of the day's quota to other work, and goes on after the reset", async () => {
  await using at = await install({
    env: { EXTRACT_DAILY_QUOTA: '200kB', EXTRACT_BACKFILL_KEEP_BYTES: '199kB' },
  });
  const request = requestFor('2026-10-01', '2026-10-02', { ...DAYS });
  const handle = await startExtract(at, request);
  const { status } = await windowWhere(at.client, handle.workflowId, 'it parks', parked);
  expect(status).toMatchObject({ startAt: '2026-10-01T00:00:00Z' });
  expect(status.waitingFor).toMatch(/MB are used, and backfills leave 0 MB to other work/);
  expect(at.emulator.jobs()).toHaveLength(1);
  await at.emulator.advance(24 * 3_600);
  await handle.signal('pollNow');
  const { windows } = await handle.result();
  expect(windows.map(({ reused }) => reused)).toEqual([false, false]);
});
