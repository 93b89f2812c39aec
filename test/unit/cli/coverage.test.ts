import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptRequest } from '../../../src/client/accept-request.ts';
import type { Interval } from '../../../src/domain/interval.ts';
import { windowName } from '../../../src/domain/windows.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import type { Coverage } from '../../../src/ledger/read-coverage.ts';
import { createFileStore } from '../../../src/store/file/file-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { AT, manifest, owner, publishWindow, QUERY, REF } from '../../support/ledger-documents.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const DAY = 86_400;
const FIRST_OF_OCTOBER = 1_790_812_800;

/** The days of October, from 1 on. */
function day(number: number): Interval {
  const start = FIRST_OF_OCTOBER + (number - 1) * DAY;
  return { start, end: start + DAY - 1 };
}

let folder: TemporaryFolder;
let store: Store;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  store = createFileStore({ root: folder.path });
  await store.identity({ create: true });
  await createLedger(store).bindDataset(REF, QUERY);
});

afterEach(() => folder.remove());

function publish(number: number, exportId: string, final = true) {
  const document = manifest(day(number), { exportId, final, records: { counted: 1_000 } });
  return publishWindow(store, document, day(number));
}

function claim(number: number, exportId: string) {
  const request = { after: 0, exportId, owner: owner('some-run'), at: AT };
  return createLedger(store).claim(REF, day(number), request);
}

const coverage = (...args: string[]) =>
  runInProcess(['coverage', '--dataset', 'nightly', ...args], {
    EXTRACT_DESTINATION: `file:${folder.path}`,
  });

describe('marketo-extract coverage', () => {
  it('exits 0 when all of it is there and final, and shares a line among final windows', async () => {
    await publish(1, 'a');
    await publish(2, 'b');
    const { code, out, err } = await coverage();
    expect(out).toBe(
      'default/nightly  2026-10-01 – 2026-10-02  whole: 100 % final\n' +
        '  2026-10-01 – 2026-10-02  final  2 windows, 2,000 records, 8 B\n',
    );
    expect(err).toMatch(/^Judged at \S+Z by this machine's clock\.\n$/);
    expect(code).toBe(0);
  });

  it('exits 1 otherwise, and says of each stretch what it is', async () => {
    await publish(1, 'a');
    await publish(2, 'b', false);
    await claim(3, 'c');
    await publish(5, 'd');
    await rm(join(folder.path, 'default/nightly', windowName(day(5)), 'd.csv'));
    const { code, out, err } = await coverage();
    expect(out.split('\n')).toEqual([
      'default/nightly  2026-10-01 – 2026-10-05  not whole: 20 % final, 20 % provisional, 20 % claimed, ' +
        '20 % missing, 20 % file missing',
      '  2026-10-01  final         1 window, 1,000 records, 4 B',
      '  2026-10-02  provisional   1 window, 1,000 records, 4 B; settled by now: a request exports it once more',
      '  2026-10-03  claimed       job c of some-run since 2026-11-20T06:00:00Z',
      '  2026-10-04  missing',
      '  2026-10-05  file missing  1 window, 1,000 records, 4 B',
      '',
    ]);
    expect(err).toMatch(/^1 request mends all that can be mended now: --requests prints them\. /);
    expect(code).toBe(1);
  });

  it('never rounds up to all of it', async () => {
    const twoYears = { start: day(-729).start, end: day(0).end };
    await publishWindow(store, manifest(twoYears), twoYears);
    const args = ['--from', '2024-10-01T00:00:00Z', '--to', '2026-10-01T00:00:00Z'];
    expect((await coverage(...args)).out).toContain('not whole: 99.9 % final, under 0.1 % missing');
  });

  it('takes what was exported before it had settled for there, when that is wished', async () => {
    await publish(1, 'a', false);
    expect((await coverage()).code).toBe(1);
    expect((await coverage('--provisional-ok')).code).toBe(0);
  });

  it.each([
    { args: ['--from', '2026-10-01T00:00:00Z', '--to', '2026-10-01T23:59:59Z'], code: 0 },
    { args: ['--from', '2026-10-01T00:00:00Z', '--to', '2026-10-02T00:00:00Z'], code: 1 },
    { args: ['--previous', 'day', '--as-of', '2026-10-02T05:00:00Z'], code: 0 },
    { args: ['--previous', 'day', '--count', '2', '--as-of', '2026-10-03T05:00:00Z'], code: 1 },
    {
      args: ['--previous', 'day', '--time-zone', 'Asia/Tokyo', '--as-of', '2026-10-02T05:00:00Z'],
      code: 1,
    },
  ])('exits $code for $args', async ({ args, code }) => {
    await publish(1, 'a');
    expect((await coverage(...args)).code).toBe(code);
  });

  it('prints the requests that fill the gaps, one a line, each as start takes it', async () => {
    await publish(2, 'a');
    const period = ['--from', '2026-10-01T00:00:00Z', '--to', '2026-10-09T23:59:59Z'];
    const { code, out, err } = await coverage(...period, '--requests', '--window-size', 'P1D');
    const accepted = out
      .trimEnd()
      .split('\n')
      .map((line) => acceptRequest(JSON.parse(line), new Date()).request);
    expect(accepted).toMatchObject([
      { period: { endAt: '2026-10-01T23:59:59Z' }, windowSizeSeconds: DAY, query: QUERY },
      { period: { startAt: '2026-10-03T00:00:00Z' }, windowSizeSeconds: DAY, query: QUERY },
    ]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
  });

  it('tells all of it as one JSON object', async () => {
    await publish(1, 'a');
    const { out, err } = await coverage('--output', 'json');
    const told = JSON.parse(out) as Coverage;
    expect(told).toMatchObject({
      ...{ version: 1, destination: `file://${folder.path}`, ...REF, whole: true, requests: [] },
      period: { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-01T23:59:59Z' },
      parts: [{ state: 'final', published: { exportId: 'a' } }],
    });
    expect(err).toBe('');
  });

  it.each([
    { name: 'a dataset without a window and no period', args: [], says: 'Add --from and --to.' },
    {
      name: 'a period that has not come',
      args: ['--from', '2026-10-01T00:00:00Z', '--to', '2226-10-01T00:00:00Z'],
      says: '- --to: 2226-10-01T00:00:00Z has not come yet',
    },
    {
      name: 'two periods and a wrong window size, all at once',
      args: ['--from', '2026-10-01T00:00:00Z', '--previous', 'day', '--window-size', 'P1M'],
      says: 'has 2 faults:\n- --window-size: "P1M" counts months',
    },
    {
      name: 'requests beside JSON',
      args: ['--requests', '--output', 'json'],
      says: "'--requests' cannot be used with option '-o, --output <form>'",
    },
  ])('exits 2 on $name', async ({ args, says }) => {
    const { code, out, err } = await coverage(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
  });

  it('exits 1 and names a document that cannot be read: nothing is guessed', async () => {
    await publish(1, 'a');
    await rm(join(folder.path, 'default/nightly/dataset.json'));
    const { code, out, err } = await coverage();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('default/nightly/dataset.json cannot be read');
  });
});
