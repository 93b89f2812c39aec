/** What can happen to a file on its way: it is gone on with, begun anew a few times, or refused; never published unverified. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../src/emulator/index.ts';
import { FAILURE } from '../../src/interface/names.ts';
import type { ExtractResult, WindowResult } from '../../src/interface/result.ts';
import { eventually } from '../support/eventually.ts';
import { type PaidCase, usePaidOnce } from '../support/paid-once.ts';
import { runExtract, startExtract } from '../support/requests.ts';
import { cancellationMemo } from '../support/windows.ts';

const RANGE_BYTES = 32 * 1024;
/** Bytes of the second range after which it is met by its fault. */
const PART_BYTES = 10_000;
const { transferInterrupted, marketoUnavailable, fileMismatch, jobGone } = FAILURE;

const paid = usePaidOnce({
  atOnce: true,
  hasten: true,
  emulator: { switches: { emptyFile: 'empty' } },
  env: {
    EXTRACT_RANGE_BYTES: String(RANGE_BYTES),
    EXTRACT_REDOWNLOADS: '1',
    EXTRACT_REPLACEMENTS: '1',
  },
  marketo: {
    limits: { callsPer20s: 10_000, concurrentCalls: 10, concurrentFiles: 8, longestPauseMs: 10 },
    timeouts: {
      headersMs: 2_000,
      bodyIdleMs: 1_000,
      throughputWindowMs: 300,
      leastBytesPerSecond: 20_000,
    },
  },
});

describe('a download whose second range', () => {
  it.concurrent.each<{
    name: string;
    effect: FaultEffect;
    type: string;
    /** Where the range after it begins: somewhere behind what was stored before, or exactly there. */
    goesOn: 'within the range' | 'at the range';
  }>([
    {
      name: 'is cut in spite of its Content-Length',
      effect: { cutAfterBytes: PART_BYTES },
      type: transferInterrupted,
      goesOn: 'within the range',
    },
    {
      name: 'ends early without a length to tell it by',
      effect: { shortBodyBytes: PART_BYTES, chunked: true },
      type: transferInterrupted,
      goesOn: 'within the range',
    },
    {
      name: 'falls silent',
      effect: { stallAfterBytes: PART_BYTES },
      type: transferInterrupted,
      goesOn: 'within the range',
    },
    {
      name: 'trickles below the least throughput',
      effect: { trickleBytesPerSecond: 5_000 },
      type: transferInterrupted,
      goesOn: 'within the range',
    },
    {
      name: 'is shorter than its Content-Range, by its Content-Length',
      effect: { shortBodyBytes: PART_BYTES },
      type: transferInterrupted,
      goesOn: 'at the range',
    },
    {
      name: 'lacks its last byte, as until 2021',
      effect: { omitLastByte: true },
      type: transferInterrupted,
      goesOn: 'at the range',
    },
    {
      name: 'claims to begin elsewhere',
      effect: { lyingContentRange: true },
      type: transferInterrupted,
      goesOn: 'at the range',
    },
    {
      name: 'claims a size smaller than itself',
      effect: { lyingContentRange: `bytes ${RANGE_BYTES}-${2 * RANGE_BYTES - 1}/99` },
      type: transferInterrupted,
      goesOn: 'at the range',
    },
    {
      name: 'comes compressed, unasked',
      effect: { gzip: true },
      type: transferInterrupted,
      goesOn: 'at the range',
    },
    {
      name: 'never begins to come',
      effect: { delayMs: 3_000 },
      type: marketoUnavailable,
      goesOn: 'at the range',
    },
    {
      name: 'is cut before its first byte',
      effect: { dropAnswer: true },
      type: marketoUnavailable,
      goesOn: 'at the range',
    },
  ])('$name goes on $goesOn, from the last stored byte', async ({ name, effect, type, goesOn }) => {
    const at = paid.newCase(`range ${name}`);
    at.strike('file', effect, { after: 1 });
    const result = await runExtract(paid.at, at.request());
    expect(at.failures()).toMatchObject([{ step: 'downloadFile', type }]);
    const [first, second, third, ...rest] = askedFrom(at);
    expect([first, second]).toEqual([0, RANGE_BYTES]);
    if (goesOn === 'at the range') expect(third).toBe(RANGE_BYTES);
    else {
      expect(third).toBeGreaterThan(RANGE_BYTES);
      expect(third).toBeLessThan(2 * RANGE_BYTES);
    }
    // From there on in whole ranges to the end: nothing is fetched twice.
    const left = Math.ceil((result.bytes - third!) / RANGE_BYTES);
    expect(rest).toEqual(
      Array.from({ length: left - 1 }, (_, n) => third! + (n + 1) * RANGE_BYTES),
    );
    await expectWhole(at, result);
  });

  it.concurrent.each<{ name: string; effect: FaultEffect; calls: number }>([
    { name: 'is answered with the whole file', effect: { ignoreRange: true }, calls: 2 },
    {
      name: 'is answered with the whole file, of no told length',
      effect: { ignoreRange: true, chunked: true },
      calls: 2,
    },
    { name: 'comes in chunks, of no told length', effect: { chunked: true }, calls: 0 },
    { name: 'finds no file for a moment (404)', effect: { httpStatus: 404 }, calls: 0 },
  ])('$name is taken as it is: no failure', async ({ name, effect, calls }) => {
    const at = paid.newCase(`taken ${name}`);
    at.strike('file', effect, { after: 1 });
    const result = await runExtract(paid.at, at.request());
    expect(at.failures()).toEqual([]);
    if (calls > 0) expect(askedFrom(at)).toHaveLength(calls);
    await expectWhole(at, result);
  });

  it.concurrent.each<{ name: string; effect: FaultEffect }>([
    { name: 'has one byte wrong', effect: { corruptByteAt: RANGE_BYTES + 7 } },
    { name: 'is said to lie past the end (416)', effect: { httpStatus: 416 } },
    {
      name: 'claims another size of the whole',
      effect: { lyingContentRange: `bytes ${RANGE_BYTES}-${2 * RANGE_BYTES - 1}/999999999` },
    },
    {
      name: 'is answered with the beginning of the file as if it were the whole',
      effect: { ignoreRange: true, shortBodyBytes: RANGE_BYTES + 10 },
    },
  ])('$name makes the download begin anew at byte 0, without paying', async ({ name, effect }) => {
    const at = paid.newCase(`anew ${name}`);
    at.strike('file', effect, { after: 1 });
    const result = await runExtract(paid.at, at.request());
    expect(askedFrom(at).filter((byte) => byte === 0)).toHaveLength(2);
    await expectWhole(at, result);
  });
});

describe('a file that is wrong for good', () => {
  it.concurrent.each<{ name: string; effect: FaultEffect; words: RegExp }>([
    { name: 'encoded', effect: { gzip: true }, words: /encoded although no encoding/ },
    { name: 'of shifted ranges', effect: { lyingContentRange: true }, words: /instead of 0/ },
    { name: 'of ranges without their last byte', effect: { omitLastByte: true }, words: /bytes/ },
    { name: 'silent', effect: { stallAfterBytes: 0 }, words: /no complete answer|broke off/ },
  ])(
    '$name is a wait with its reason; a cancel ends it, publishes nothing and keeps the paid job',
    async ({ name, effect, words }) => {
      const at = paid.newCase(`good ${name}`);
      at.strike('file', effect, { times: Infinity });
      const run = await startExtract(paid.at, at.request());
      await eventually('it was tried again', () => at.failures().length >= 2 || undefined);
      expect(at.failures()[0]).toMatchObject({
        step: 'downloadFile',
        type: expect.stringMatching(/TransferInterrupted|MarketoUnavailable/) as string,
        message: expect.stringMatching(words) as string,
      });
      await run.cancel();
      await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
      const memo = await cancellationMemo(paid.at.client, run.workflowId);
      expect(memo).toMatchObject([{ outcome: 'alreadyCompleted' }]);
      await at.expectPaid([1], { nothing: true });
    },
  );

  it.concurrent.each<{ name: string; members: (bytes: number) => Record<string, string | number> }>(
    [
      { name: 'longer than its fileSize', members: (bytes) => ({ fileSize: bytes - 1 }) },
      { name: 'shorter than its fileSize', members: (bytes) => ({ fileSize: bytes + 1 }) },
      {
        name: 'not of its checksum',
        members: () => ({ fileChecksum: `sha256:${'0'.repeat(64)}` }),
      },
    ],
  )(
    '$name fails after a fresh download, publishes nothing, and is fetched without paying once it is right',
    async ({ name, members }) => {
      const at = paid.newCase(`facts ${name}`);
      const truth = await paid.at.emulator.truth({
        startAt: `${at.days[0]!}T00:00:00Z`,
        endAt: `${at.days[0]!}T23:59:59Z`,
      });
      at.strike('status', { jobMembers: members(truth.fileSize) });
      const run = await startExtract(paid.at, at.request());
      await expect(run.result()).rejects.toMatchObject({ cause: { type: fileMismatch } });
      // A size that cannot be right is seen at the first answer; only then is little fetched.
      expect(askedFrom(at).filter((byte) => byte === 0)).toHaveLength(2);
      await at.expectPaid([1], { nothing: true });
      const result = await runExtract(paid.at, at.request());
      await expectWhole(at, result);
    },
  );

  it.concurrent(
    'empty although its job has records is not published as a window of none',
    async () => {
      const at = paid.newCase('records of no bytes');
      at.strike('status', { jobMembers: { fileSize: 0, fileChecksum: null } }, { times: Infinity });
      at.strike('file', { ignoreRange: true, shortBodyBytes: 0 }, { times: 2 });
      const run = await startExtract(paid.at, at.request());
      await expect(run.result()).rejects.toMatchObject({ cause: { type: fileMismatch } });
      await at.expectPaid([1], { nothing: true });
      await expectWhole(at, await runExtract(paid.at, at.request()));
    },
  );

  it.concurrent(
    'not there (404) although its job is completed is asked for again, then bought anew, a bounded number of times',
    async () => {
      const at = paid.newCase('never there');
      at.strike('file', { httpStatus: 404 }, { times: Infinity });
      const run = await startExtract(paid.at, at.request());
      await expect(run.result()).rejects.toMatchObject({
        cause: { type: jobGone, message: expect.stringContaining('does not give out') as string },
      });
      expect(at.paidJobs().map(({ state }) => state)).toEqual(['Completed', 'Completed']);
      expect(askedFrom(at).length).toBeGreaterThanOrEqual(2 * 2); // each job more than once
      await at.expectPaid([2], { nothing: true });
    },
  );
});

describe('a good file is not refused', () => {
  it.concurrent.each<{
    name: string;
    members: Record<string, string | number | null>;
    warnings: readonly RegExp[];
    downloads: number;
  }>([
    {
      name: 'for a number of records that differs while the checksum agrees',
      members: { numberOfRecords: 1 },
      warnings: [/reported 1 records, counted were/],
      downloads: 1,
    },
    {
      name: 'for a checksum that is missing',
      members: { fileChecksum: null },
      warnings: [/no checksum/],
      downloads: 1,
    },
    {
      name: 'for a checksum of another kind',
      members: { fileChecksum: 'md5:00' },
      warnings: [/no checksum/],
      downloads: 1,
    },
    {
      name: 'for a number of records that differs without a checksum, after a second look',
      members: { numberOfRecords: 1, fileChecksum: null },
      warnings: [/no checksum/, /reported 1 records/],
      downloads: 2,
    },
    {
      name: 'for a size that is missing',
      members: { fileSize: null },
      warnings: [],
      downloads: 1,
    },
    {
      name: 'for a size of 0 beside records',
      members: { fileSize: 0 },
      warnings: [],
      downloads: 1,
    },
    {
      name: 'for a size of 0 beside records, without a checksum',
      members: { fileSize: 0, fileChecksum: null },
      warnings: [/no checksum/],
      downloads: 1,
    },
    {
      name: 'for all its facts missing',
      members: { fileSize: null, fileChecksum: null, numberOfRecords: null },
      warnings: [/no checksum/],
      downloads: 1,
    },
  ])('$name', async ({ name, members, warnings, downloads }) => {
    const at = paid.newCase(`not refused ${name}`);
    at.strike('status', { jobMembers: members }, { times: Infinity });
    const result = await runExtract(paid.at, at.request());
    expect(askedFrom(at).filter((byte) => byte === 0)).toHaveLength(downloads);
    expect(at.failures()).toEqual([]);
    await expectWhole(at, result);
    expect(await warningsOf(result.windows[0]!)).toEqual(
      warnings.map((words) => expect.stringMatching(words) as string),
    );
  });

  it.concurrent('for being empty: a file of no bytes is published, without a call', async () => {
    const at = paid.newCase('empty');
    const { filter, ...rest } = at.request();
    const request = { ...rest, filter: { ...(filter as object), activityTypeIds: [999_999] } };
    const { windows } = await runExtract(paid.at, request);
    expect(windows).toMatchObject([{ records: 0, bytes: 0, reused: false }]);
    expect(askedFrom(at)).toEqual([]);
    await at.expectPaid([1]);
  });
});

/** First byte that each call of the case's files asked for. */
function askedFrom(at: PaidCase): number[] {
  const jobs = new Set<string | null>(at.jobs().map(({ exportId }) => exportId));
  return paid.at.emulator
    .log()
    .filter(({ operation, exportId }) => operation === 'file' && jobs.has(exportId))
    .map(({ requestedRange }) => Number(/^bytes=(\d+)-/.exec(requestedRange ?? '')?.[1]));
}

/** Published is exactly what the emulator holds for the window, and it was paid once. */
async function expectWhole(at: PaidCase, { windows }: ExtractResult): Promise<void> {
  const [window] = windows;
  const truth = await paid.at.emulator.truth({ startAt: window!.startAt, endAt: window!.endAt });
  expect(window).toMatchObject({ bytes: truth.fileSize, records: truth.numberOfRecords });
  expect(`sha256:${window!.sha256}`).toBe(truth.fileChecksum);
  await at.expectPaid([1]);
}

async function warningsOf({ manifestUri }: WindowResult): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(fileURLToPath(manifestUri), 'utf8')) as {
    warnings: readonly string[];
  };
  return manifest.warnings;
}
