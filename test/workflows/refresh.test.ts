import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, type Installation } from '../support/extraction.ts';
import { resetBefore } from '../support/paid-once.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';
import { windowWhere } from '../support/windows.ts';

describe('refresh', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await install({ env: { EXTRACT_REPLACEMENTS: '0' } });
  });
  afterAll(() => at[Symbol.asyncDispose]());

  const jobsFor = (day: string, exportIds: ReadonlySet<string>) =>
    at.emulator
      .jobs()
      .filter((job) => job.startAt.startsWith(day) && !exportIds.has(job.exportId))
      .filter(({ history }) => history.some(({ state }) => state === 'Queued')).length;
  const allJobs = () => new Set(at.emulator.jobs().map(({ exportId }) => exportId));

  it('buys every window once more, and a second run without it nothing', async () => {
    const request = requestFor('2026-10-01', '2026-10-02', { dataset: 'anew', windowSize: 'P1D' });
    const first = await runExtract(at, request);
    const before = allJobs();
    await at.emulator.advance(5);
    const second = await runExtract(at, { ...request, refresh: true });
    expect([jobsFor('2026-10-01', before), jobsFor('2026-10-02', before)]).toEqual([1, 1]);
    expect(second.windows.map(({ reused }) => reused)).toEqual([false, false]);
    expect(second.windows[0]!.exportId).not.toBe(first.windows[0]!.exportId);

    const after = allJobs();
    const third = await runExtract(at, request);
    expect(third.windows.map(({ exportId }) => exportId)).toEqual(
      second.windows.map(({ exportId }) => exportId),
    );
    expect(allJobs()).toEqual(after);
  });

  it('to an instant leaves alone what was exported after it', async () => {
    const request = requestFor('2026-10-03', '2026-10-03', { dataset: 'instant' });
    await runExtract(at, request);
    const before = allJobs();
    const now = at.emulator.clock.nowMs();
    const instant = new Date(now - 3_600_000).toISOString().replace(/\.\d+Z/, 'Z');
    await runExtract(at, { ...request, refresh: instant });
    expect(allJobs()).toEqual(before);
  });

  it('that is reset to before its request was resolved goes on from the same instant: nothing is bought again', async () => {
    const request = requestFor('2026-10-08', '2026-10-08', { dataset: 'reset', refresh: true });
    await runExtract(at, { ...request, refresh: false });
    await at.emulator.advance(5);
    const run = await startExtract(at, request);
    const first = await run.result();
    const before = allJobs();
    await at.emulator.advance(60); // as if the workers' clocks were a minute behind
    await resetBefore(at.client, run, 'resolveRequest');
    const again: unknown = await at.client.workflow.getHandle(run.workflowId).result();
    expect(again).toMatchObject({ windows: [{ exportId: first.windows[0]!.exportId }] });
    expect(allJobs()).toEqual(before);
  });

  it('that failed half-way and is run again buys each window once more, not twice', async () => {
    const days = { dataset: 'half-way', windowSize: 'P1D', concurrency: 1 };
    const request = requestFor('2026-10-04', '2026-10-05', days);
    await runExtract(at, request);
    const before = allJobs();
    await at.emulator.advance(5);

    const refresh = { ...request, refresh: true };
    const workflowId = `refresh-${at.taskQueue}`;
    const failing = await startExtract(at, refresh, workflowId);
    // The first day is exported anew, the second is failed by Marketo.
    const { status } = await windowWhere(at.client, workflowId, 'the second day', (window) => {
      const started = window.startAt.startsWith('2026-10-05') && window.exportId !== undefined;
      if (!started)
        at.emulator.setEnvironment({ hold: { queued: jobsFor('2026-10-04', before) > 0 } });
      return started && window.jobState === 'Queued';
    });
    await at.emulator.setJobState(status.exportId!, 'Failed', 'made to fail');
    await expect(failing.result()).rejects.toMatchObject({ cause: { type: 'JobFailed' } });
    at.emulator.setEnvironment({ hold: false });
    await at.emulator.advance(5);

    const again = await (await startExtract(at, refresh, workflowId)).result();
    expect(again.windows).toHaveLength(2);
    expect(jobsFor('2026-10-04', before)).toBe(1);
    expect(jobsFor('2026-10-05', before)).toBe(2); // the failed one, and the one that replaced it
  });
});
