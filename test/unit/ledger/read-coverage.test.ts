import { beforeEach, describe, expect, it } from 'vitest';
import { parseInstant } from '../../../src/domain/instant.ts';
import { canonicalQuery } from '../../../src/domain/query.ts';
import type { Interval } from '../../../src/domain/interval.ts';
import { parseRequest } from '../../../src/interface/request.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { readCoverage, type CoverageOptions } from '../../../src/ledger/read-coverage.ts';
import type { Manifest } from '../../../src/ledger/types.ts';
import type { Store } from '../../../src/store/store.ts';
import { AT, manifest, owner, publishWindow, REF } from '../../support/ledger-documents.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const QUERY = canonicalQuery({
  activityTypeIds: [2, 1],
  fields: ['leadId', 'marketoGUID'],
  format: 'TSV',
  columnHeaderNames: { leadId: 'lead' },
});
const DAY = 86_400;
const NOON = parseInstant('2026-11-20T12:00:00Z');

/** The days of November, from 1 on. */
function day(number: number): Interval {
  const start = parseInstant('2026-11-01T00:00:00Z') + (number - 1) * DAY;
  return { start, end: start + DAY - 1 };
}
const days = (first: number, last: number) => ({ start: day(first).start, end: day(last).end });

let store: Store;
beforeEach(async () => {
  store = createMemoryStore();
  await createLedger(store).bindDataset(REF, QUERY);
});

async function claim(window: Interval, exportId: string): Promise<void> {
  const { generation: after } = await createLedger(store).window(REF, window);
  const request = { after, exportId, owner: owner('parent'), at: AT };
  await createLedger(store).claim(REF, window, request);
}

async function publish(window: Interval, exportId: string, members: Partial<Manifest> = {}) {
  await claim(window, exportId);
  const { generation } = await createLedger(store).window(REF, window);
  return publishWindow(store, manifest(window, { exportId, generation, ...members }), window);
}

const read = (options: Partial<CoverageOptions> = {}) =>
  readCoverage(store, REF, { now: NOON, ...options });

describe('the coverage of a dataset', () => {
  it('tells of each stretch what is there, who claims it and from when it may be had', async () => {
    await publish(day(1), 'a', { records: { counted: 3 } });
    await publish(day(3), 'b', { final: false });
    await claim(day(4), 'c');
    const coverage = await read({ period: days(1, 5) });
    const facts = { bytes: 4, publishedAt: '2026-11-10T01:00:00Z' };
    const claimed = { generation: 1, workflowId: 'parent', firstRunId: 'parent-run', at: AT };
    const window = (number: number) => ({
      startAt: `2026-11-0${number}T00:00:00Z`,
      endAt: `2026-11-0${number}T23:59:59Z`,
    });
    const whole = (number: number) => ({ ...window(number), window: window(number) });
    expect(coverage).toMatchObject({
      ...REF,
      period: { startAt: '2026-11-01T00:00:00Z', endAt: '2026-11-05T23:59:59Z' },
      now: '2026-11-20T12:00:00Z',
      whole: false,
      seconds: { final: DAY, provisional: DAY, claimed: DAY, missing: 2 * DAY, fileMissing: 0 },
    });
    expect(coverage?.parts).toEqual([
      { ...whole(1), state: 'final', published: { exportId: 'a', records: 3, ...facts } },
      { ...window(2), state: 'missing' },
      {
        ...whole(3),
        state: 'provisional',
        published: { exportId: 'b', records: 0, ...facts },
        settledAt: '2026-11-04T02:00:00Z',
      },
      { ...whole(4), state: 'claimed', claim: { exportId: 'c', ...claimed } },
      { ...window(5), state: 'missing' },
    ]);
  });

  it('goes from the first to the last window when no period is named', async () => {
    expect(await read()).toBeUndefined();
    await publish(day(7), 'a');
    await claim(day(2), 'b');
    expect(await read()).toMatchObject({
      period: { startAt: '2026-11-02T00:00:00Z', endAt: '2026-11-07T23:59:59Z' },
    });
  });

  it('names the whole window of a stretch that the period cuts', async () => {
    await publish(day(1), 'a');
    const { start } = day(1);
    const coverage = await read({ period: { start: start + 10, end: start + 19 } });
    expect(coverage).toMatchObject({
      whole: true,
      parts: [{ startAt: '2026-11-01T00:00:10Z', window: { endAt: '2026-11-01T23:59:59Z' } }],
      requests: [],
    });
  });

  it('keeps telling what is there while a job exports it anew', async () => {
    await publish(day(1), 'a');
    await publish(day(2), 'b', { final: false });
    await claim(day(1), 'c');
    await claim(day(2), 'd');
    expect(await read()).toMatchObject({
      parts: [
        { state: 'final', published: { exportId: 'a' }, claim: { exportId: 'c', generation: 2 } },
        { state: 'provisional', published: { exportId: 'b' }, claim: { exportId: 'd' } },
      ],
      requests: [{ filter: { createdAt: { startAt: '2026-11-02T00:00:00Z' } } }],
    });
  });

  it.each([
    { name: 'a file that is gone', bytes: undefined, state: 'fileMissing' },
    { name: 'a file of another size', bytes: 2, state: 'sizeDiffers' },
  ])('tells $name, with and without its claim', async ({ bytes, state }) => {
    await publish(day(1), 'a');
    await publish(day(2), 'b', { generation: 2 });
    const ledger = createLedger(store);
    const release = { after: 1, reason: 'by hand', owner: owner('hand'), at: AT };
    await ledger.release(REF, day(2), release);
    const real = store.size;
    store = {
      ...store,
      size: (key) => (/[ab]\.csv$/.test(key) ? Promise.resolve(bytes) : real(key)),
    };
    const coverage = await read();
    expect(coverage).toMatchObject({
      parts: [
        { state, published: { exportId: 'a' }, claim: { exportId: 'a' } },
        { state, published: { exportId: 'b' } },
      ],
      seconds: { [state]: 2 * DAY },
    });
    expect(coverage?.parts[1]).not.toHaveProperty('claim');
    expect(coverage?.requests).toHaveLength(1);
  });

  it.each([
    { name: 'provisional counts as there when that is wished', ok: true, whole: true, requests: 0 },
    { name: 'else it does not, and is asked for', ok: false, whole: false, requests: 1 },
  ])('$name', async ({ ok, whole, requests }) => {
    await publish(day(1), 'a', { final: false });
    const coverage = await read({ provisionalOk: ok });
    expect(coverage?.whole).toBe(whole);
    expect(coverage?.requests).toHaveLength(requests);
  });

  it('asks for no window before it has settled', async () => {
    await publish(day(1), 'a', { final: false });
    const settled = day(2).start + 7_200;
    expect(await read({ now: settled - 1 })).toMatchObject({ whole: false, requests: [] });
    expect((await read({ now: settled }))?.requests).toHaveLength(1);
  });
});

describe('the requests of a coverage', () => {
  it('are accepted as they are, for the very query, dataset and settle time, one a gap', async () => {
    await publish(day(3), 'a', { settleSeconds: 600 });
    const coverage = await read({ period: days(1, 9), windowSizeSeconds: 2 * DAY });
    const parsed = coverage!.requests.map((request) =>
      parseRequest(JSON.parse(JSON.stringify(request)), { referenceTime: new Date(NOON * 1000) }),
    );
    const same = {
      dataset: 'nightly',
      query: QUERY,
      settleSeconds: 600,
      windowSizeSeconds: 2 * DAY,
    };
    expect(parsed).toMatchObject([
      {
        ok: true,
        request: {
          ...same,
          period: { startAt: '2026-11-01T00:00:00Z', endAt: '2026-11-02T23:59:59Z' },
        },
      },
      {
        ok: true,
        request: {
          ...same,
          period: { startAt: '2026-11-04T00:00:00Z', endAt: '2026-11-09T23:59:59Z' },
        },
      },
    ]);
  });

  it('leave the window size to the default when none is wished', async () => {
    expect((await read({ period: days(1, 2) }))?.requests).toEqual([
      {
        version: 1,
        dataset: 'nightly',
        filter: {
          createdAt: { startAt: '2026-11-01T00:00:00Z', endAt: '2026-11-02T23:59:59Z' },
          activityTypeIds: [1, 2],
        },
        fields: ['leadId', 'marketoGUID'],
        format: 'TSV',
        columnHeaderNames: { leadId: 'lead' },
      },
    ]);
  });
});
