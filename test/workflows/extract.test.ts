import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, type Installation } from '../support/extraction.ts';
import { publishedWindows } from '../support/published.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';

describe('extractActivities on a real server', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await install();
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it('exports a period of 70 days as windows that meet without a gap, each enqueued once', async () => {
    const request = requestFor('2026-07-01', '2026-09-08', { dataset: 'seventy', concurrency: 4 });
    const result = await runExtract(at, request);

    expect(result.windows).toHaveLength(10);
    const seconds = result.windows.map(({ startAt, endAt }) => [
      Date.parse(startAt) / 1000,
      Date.parse(endAt) / 1000,
    ]);
    for (const [index, [start]] of seconds.entries()) {
      if (index > 0) expect(start).toBe(seconds[index - 1]![1]! + 1);
    }
    expect(result.windows[0]!.startAt).toBe('2026-07-01T00:00:00Z');
    expect(result.windows.at(-1)!.endAt).toBe('2026-09-08T23:59:59Z');
    expect(result.records).toBe(70 * 400);
    expect(result.windows.every(({ final, reused }) => final && !reused)).toBe(true);
    const enqueues = at.emulator.acceptedEnqueues();
    expect(enqueues.map(({ acceptedEnqueues }) => acceptedEnqueues)).toEqual(Array(10).fill(1));
    expect(await publishedWindows(at.folder)).toHaveLength(10);
  });

  it('has as many windows at Marketo at once as `concurrency` says, and no more', async () => {
    at.emulator.setEnvironment({ hold: { queued: true } });
    const request = requestFor('2026-06-01', '2026-06-28', { dataset: 'three', concurrency: 3 });
    const handle = await startExtract(at, request);
    await expect.poll(() => waitingJobs(at).length, { timeout: 60_000 }).toBe(3);
    expect(at.emulator.jobs().filter(({ startAt }) => startAt.startsWith('2026-06'))).toHaveLength(
      3,
    );
    at.emulator.setEnvironment({ hold: false });
    expect((await handle.result()).windows).toHaveLength(4);
  });

  it('makes no job for a request that was exported before', async () => {
    const request = requestFor('2026-10-01', '2026-10-20', { dataset: 'twice' });
    const first = await runExtract(at, request);
    const jobs = at.emulator.jobs().length;
    const second = await runExtract(at, request);

    expect(at.emulator.jobs()).toHaveLength(jobs);
    expect(second.windows).toEqual(first.windows.map((window) => ({ ...window, reused: true })));
  });

  it('exports only the new days of a longer period, whatever its window size', async () => {
    await runExtract(at, requestFor('2026-10-01', '2026-10-10', { dataset: 'longer' }));
    const before = at.emulator.jobs().length;
    const result = await runExtract(
      at,
      requestFor('2026-10-01', '2026-10-11', { dataset: 'longer', windowSize: 'P1D' }),
    );
    expect(
      at.emulator
        .jobs()
        .slice(before)
        .map(({ startAt, endAt }) => [startAt, endAt]),
    ).toEqual([['2026-10-11T00:00:00Z', '2026-10-11T23:59:59Z']]);
    expect(result.windows.map(({ reused }) => reused)).toEqual([true, true, false]);
  });

  it('sends every filter and option to Marketo and writes its own file type', async () => {
    const result = await runExtract(at, {
      filter: {
        createdAt: { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-05T23:59:59Z' },
        activityTypeIds: [22, 13],
        primaryAttributeValues: ['Email Address', 'Lead Score'],
      },
      fields: ['leadId', 'marketoGUID', 'actionResult'],
      columnHeaderNames: { leadId: 'lead_id' },
      format: 'TSV',
      dataset: 'filtered',
    });
    const job = at.emulator.jobs().find(({ exportId }) => exportId === result.windows[0]!.exportId);
    expect(job).toMatchObject({ activityTypeIds: [13, 22], format: 'TSV' });
    const data = await readFile(fileURLToPath(result.windows[0]!.dataUri), 'utf8');
    expect(data.split('\n')[0]).toBe('lead_id\tmarketoGUID\tactionResult');
    expect(result.windows[0]!.dataUri.endsWith('.tsv')).toBe(true);
  });

  it('keeps a window that had not settled as provisional and exports it once more when it has', async () => {
    const now = at.emulator.clock.nowMs();
    const end = Math.floor(now / 1000) - 60;
    const text = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000', '');
    const request = {
      filter: { createdAt: { startAt: text(end - 86_399), endAt: text(end) } },
      dataset: 'provisional',
    };
    const first = await runExtract(at, request);
    const before = await runExtract(at, request);
    await at.emulator.advance(2 * 3600 + 120);
    const settled = await runExtract(at, request);
    const after = await runExtract(at, request);

    const [a, b, c, d] = [first, before, settled, after].map(({ windows }) => windows[0]!);
    expect([a!.final, b!.final, c!.final, d!.final]).toEqual([false, false, true, true]);
    expect([a!.reused, b!.reused, c!.reused, d!.reused]).toEqual([false, true, false, true]);
    expect(c!.exportId).not.toBe(a!.exportId);
  });

  it('refuses another query for a dataset that has one', async () => {
    await runExtract(at, requestFor('2026-10-01', '2026-10-01', { dataset: 'bound' }));
    const other = requestFor('2026-10-02', '2026-10-02', { dataset: 'bound', format: 'TSV' });
    await expect(runExtract(at, other)).rejects.toMatchObject({
      cause: { type: 'DatasetMismatch', message: expect.stringMatching(/format/) as string },
    });
  });
});

function waitingJobs({ emulator }: Installation) {
  return emulator
    .jobs()
    .filter(({ startAt, state }) => startAt.startsWith('2026-06') && state === 'Queued');
}
