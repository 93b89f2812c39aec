import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { DownloadInput } from '../../../src/interface/steps.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import type { FaultEffect, FaultRule } from '../../../src/emulator/index.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  bytesOf,
  calls,
  completedJob,
  createdJob,
  failureOf,
  marketoFile,
  openWorkbench,
  publishedFiles,
  RANGE_BYTES,
  refusal,
  rejectionOf,
  stagedFiles,
  type Workbench,
  type WorkbenchOptions,
} from './workbench.ts';
import { gate } from '../../support/gate.ts';

/** A completed job whose file has several ranges, and the input of its download. */
async function toDownload(options: WorkbenchOptions = {}) {
  const bench = await openWorkbench({
    ...options,
    emulator: { activitiesPerDay: 400, ...options.emulator },
  });
  const { input, fileSize } = await completedJob(bench);
  const file = await marketoFile(bench, input.exportId);
  const download: DownloadInput = { ...input, fileSize, windowRun: 'window-run-1', round: 0 };
  // The judge's own call is not the activity's.
  const callsBefore = calls(bench, 'file').length;
  const fileCalls = () => calls(bench, 'file').slice(callsBefore);
  return { bench, download, file, fileSize, fileCalls };
}

const fault = (effect: FaultEffect, rule: Partial<FaultRule> = {}): FaultRule => ({
  on: 'file',
  ...rule,
  do: effect,
});

async function expectStaged(
  { activities, perform, dependencies }: Workbench,
  input: DownloadInput,
  file: Buffer,
) {
  const answer = await perform(activities.downloadFile, input);
  if (answer.answer !== 'staged') throw new Error(JSON.stringify(answer));
  expect(answer.bytes).toBe(file.length);
  expect((await bytesOf(dependencies.store, answer.name)).equals(file)).toBe(true);
}

async function onlyStagedBytes(folder: string): Promise<number> {
  const [part = 'none', ...more] = await stagedFiles(folder);
  expect(more).toEqual([]);
  return (await stat(join(folder, part))).size;
}

describe('a download', () => {
  it('comes in ranges that cover the file once, and publishes nothing', async () => {
    const { bench, download, file, fileSize, fileCalls } = await toDownload();
    await expectStaged(bench, download, file);
    expect(fileCalls().map(({ requestedRange }) => requestedRange)).toEqual(
      Array.from({ length: Math.ceil(fileSize / RANGE_BYTES) }, (_, at) => {
        const end = Math.min((at + 1) * RANGE_BYTES, fileSize) - 1;
        return `bytes=${at * RANGE_BYTES}-${end}`;
      }),
    );
    expect(await publishedFiles(bench.folder)).toEqual([]);
  });

  it('of unknown size asks for all of it and believes the answer', async () => {
    const { bench, download, file, fileCalls } = await toDownload();
    const { fileSize: _told, ...untold } = download;
    await expectStaged(bench, untold, file);
    expect(fileCalls().map(({ requestedRange }) => requestedRange)).toEqual(['bytes=0-']);
  });

  it('of unknown size ends with the body when no total is told either', async () => {
    const { bench, download, file, fileSize } = await toDownload();
    const lyingContentRange = `bytes 0-${fileSize - 1}/*`;
    bench.emulator.addFaults(fault({ lyingContentRange }));
    const { fileSize: _told, ...untold } = download;
    await expectStaged(bench, untold, file);
  });

  it('of a file of 0 bytes makes no call and stages an empty file', async () => {
    const { bench, download, fileCalls } = await toDownload();
    await expectStaged(bench, { ...download, fileSize: 0 }, Buffer.alloc(0));
    expect(fileCalls()).toEqual([]);
  });

  it('keeps its token fresh between ranges', async () => {
    const { bench, download, file } = await toDownload();
    bench.emulator.addFaults(refusal('file', '602', 'Access token expired', 1));
    await expectStaged(bench, download, file);
  });
});

describe('a download that was cut', () => {
  it('fails retryably, with a short delay after progress', async () => {
    const { bench, download } = await toDownload();
    bench.emulator.addFaults(fault({ cutAfterBytes: 5_000 }, { after: 2, times: 1 }));
    const { activities, perform } = bench;
    expect(await failureOf(perform(activities.downloadFile, download))).toMatchObject({
      type: 'TransferInterrupted',
      nonRetryable: false,
      nextRetryDelay: 1_000,
    });
  });

  it('goes on from the stored bytes and asks for none of them again', async () => {
    const { bench, download, file, fileCalls } = await toDownload();
    bench.emulator.addFaults(fault({ cutAfterBytes: 5_000 }, { after: 2, times: 1 }));
    const { activities, perform } = bench;
    await failureOf(perform(activities.downloadFile, download));
    const storedBytes = await onlyStagedBytes(bench.folder);
    expect(storedBytes).toBeGreaterThanOrEqual(2 * RANGE_BYTES);
    const before = fileCalls().length;
    await expectStaged(bench, download, file);
    const offsets = fileCalls()
      .slice(before)
      .map(({ sentFromByte }) => sentFromByte);
    expect(offsets[0]).toBe(storedBytes);
    expect(Math.min(...offsets.map(Number))).toBe(storedBytes);
  });

  it('goes on for another run of the window too', async () => {
    const { bench, download, file, fileCalls } = await toDownload();
    bench.emulator.addFaults(fault({ cutAfterBytes: 0 }, { after: 1, times: 1 }));
    const { activities, perform } = bench;
    await failureOf(perform(activities.downloadFile, download));
    await expectStaged(bench, { ...download, windowRun: 'window-run-2' }, file);
    expect(fileCalls()[2]?.sentFromByte).toBe(RANGE_BYTES);
  });

  it('starts at byte 0 when it has to be fresh', async () => {
    const { bench, download, file, fileCalls } = await toDownload();
    bench.emulator.addFaults(fault({ cutAfterBytes: 0 }, { after: 1, times: 1 }));
    const { activities, perform } = bench;
    await failureOf(perform(activities.downloadFile, download));
    await expectStaged(bench, { ...download, round: 1 }, file);
    expect(fileCalls()[2]?.sentFromByte).toBe(0);
  });

  it.each<[string, FaultEffect, string]>([
    ['cut before its first byte', { cutAfterBytes: 0 }, 'TransferInterrupted'],
    ['off by one byte', { lyingContentRange: true }, 'TransferInterrupted'],
    ['one byte short', { omitLastByte: true }, 'TransferInterrupted'],
    ['encoded', { gzip: true }, 'TransferInterrupted'],
    ['lost', { dropAnswer: true }, 'MarketoUnavailable'],
    ['a proxy’s page', { httpStatus: 502, html: true }, 'MarketoUnavailable'],
    ['a proxy’s page with HTTP 200', { html: true }, 'MarketoUnavailable'],
  ])(
    'leaves the delay to the back-off when nothing came: the answer is %s',
    async (_what, effect, type) => {
      const { bench, download } = await toDownload();
      bench.emulator.addFaults(fault({ ...effect }));
      const { activities, perform } = bench;
      const failure = await failureOf(perform(activities.downloadFile, download));
      expect(failure).toMatchObject({ nonRetryable: false, nextRetryDelay: undefined });
      expect(failure.type).toBe(type);
    },
  );

  it('waits as long as Marketo’s rate limit says', async () => {
    const { bench, download } = await toDownload();
    bench.emulator.addFaults(refusal('file', '606', "Max rate limit '100' exceeded"));
    const { activities, perform } = bench;
    expect(await failureOf(perform(activities.downloadFile, download))).toMatchObject({
      type: 'MarketoBusy',
      nonRetryable: false,
      nextRetryDelay: 20_000,
    });
  });
});

describe('a range that Marketo ignored', () => {
  it('brings the whole file, once', async () => {
    const { bench, download, file, fileCalls } = await toDownload();
    bench.emulator.addFaults(fault({ ignoreRange: true }));
    await expectStaged(bench, download, file);
    expect(fileCalls()).toHaveLength(1);
  });

  it('brings only what is not stored yet', async () => {
    const { bench, download, file } = await toDownload();
    bench.emulator.addFaults(
      fault({ cutAfterBytes: 777 }, { after: 1, times: 1 }),
      fault({ ignoreRange: true }, { after: 2 }),
    );
    const { activities, perform } = bench;
    await failureOf(perform(activities.downloadFile, download));
    expect(await onlyStagedBytes(bench.folder)).toBeGreaterThan(RANGE_BYTES);
    await expectStaged(bench, download, file);
  });

  it('is a mismatch when the file has more bytes than it is said to have', async () => {
    const { bench, download, fileSize } = await toDownload();
    bench.emulator.addFaults(fault({ ignoreRange: true }));
    const { activities, perform } = bench;
    const input = { ...download, fileSize: fileSize - 1 };
    expect(await perform(activities.downloadFile, input)).toEqual({
      answer: 'mismatch',
      message: `Marketo sends a file of ${fileSize} bytes in all; it is said to have ${fileSize - 1}`,
    });
  });

  it('is a mismatch when the whole file has fewer bytes than it is said to have', async () => {
    const { bench, download, fileSize, fileCalls } = await toDownload();
    bench.emulator.addFaults(fault({ ignoreRange: true }));
    const { activities, perform } = bench;
    const input = { ...download, fileSize: fileSize + 1 };
    expect(await perform(activities.downloadFile, input)).toMatchObject({ answer: 'mismatch' });
    expect(fileCalls()).toHaveLength(1);
  });

  it('fails retryably when the answer is empty, in place of asking for ever', async () => {
    const { bench, download, fileCalls } = await toDownload();
    bench.emulator.addFaults(fault({ httpStatus: 200, body: '', contentType: 'text/csv' }));
    const { activities, perform } = bench;
    expect(await failureOf(perform(activities.downloadFile, download))).toMatchObject({
      type: 'TransferInterrupted',
      nonRetryable: false,
      nextRetryDelay: undefined,
    });
    expect(fileCalls()).toHaveLength(1);
  });
});

describe('an answer for the workflow', () => {
  it('is "gone" for a file that is not there', async () => {
    const bench = await openWorkbench();
    const input = await createdJob(bench);
    const { activities, perform } = bench;
    const download = { ...input, fileSize: 10, windowRun: 'window-run-1', round: 0 };
    expect(await perform(activities.downloadFile, download)).toMatchObject({ answer: 'gone' });
  });

  it.each([-1, 1])(
    'is "mismatch" at once when a range tells a total that is %d off',
    async (off) => {
      const { bench, download, fileSize, fileCalls } = await toDownload();
      const { activities, perform } = bench;
      const input = { ...download, fileSize: fileSize - off };
      expect(await perform(activities.downloadFile, input)).toMatchObject({ answer: 'mismatch' });
      expect(fileCalls()).toHaveLength(1);
    },
  );

  it('is "mismatch" for a range past the end', async () => {
    const { bench, download } = await toDownload();
    const { activities, perform } = bench;
    bench.emulator.addFaults(fault({ httpStatus: 416 }, { after: 1 }));
    expect(await perform(activities.downloadFile, download)).toEqual({
      answer: 'mismatch',
      message: expect.stringContaining('shorter than announced') as string,
    });
  });

  it('that is a mismatch leaves no call open, which would keep others waiting', async () => {
    const { bench, download, fileSize } = await toDownload();
    const { activities, perform, dependencies } = bench;
    for (let time = 0; time < 4; time += 1) {
      const input = { ...download, fileSize: fileSize + 1 };
      expect(await perform(activities.downloadFile, input)).toMatchObject({ answer: 'mismatch' });
    }
    // Three files at once are all that a client reads; a further one would wait for the first to be given up.
    expect(await perform(activities.downloadFile, download)).toMatchObject({ answer: 'staged' });
    await dependencies.marketo.close();
  });

  it('is "callsExhausted" when the day’s calls are used up', async () => {
    const { bench, download } = await toDownload();
    bench.emulator.addFaults(refusal('file', '607', 'Daily quota reached'));
    const { activities, perform } = bench;
    expect(await perform(activities.downloadFile, download)).toMatchObject({
      answer: 'callsExhausted',
      waitMs: 18 * 3_600_000 + 5 * 60_000, // from 12:00Z to 06:05Z
    });
  });
});

describe('a cancelled download', () => {
  it('rejects with the cancellation itself, publishes nothing and keeps its bytes for later', async () => {
    const { bench, download, file, fileCalls } = await toDownload();
    bench.emulator.addFaults(fault({ stallAfterBytes: 5_000 }, { after: 1, times: 1 }));
    const attempt = bench.attempt({ heartbeatTimeoutMs: 30 });
    const stalled = attempt.heartbeat((details) => bytesIn(details) > RANGE_BYTES);
    const running = rejectionOf(attempt.run(bench.activities.downloadFile, download));
    await stalled;
    attempt.cancel();
    const error = await running;
    expect(error).toBeInstanceOf(CancelledFailure);
    expect(error).toBe(attempt.cancellation);
    expect(await publishedFiles(bench.folder)).toEqual([]);
    const storedBytes = await onlyStagedBytes(bench.folder);
    expect(storedBytes).toBeGreaterThan(RANGE_BYTES);
    await expectStaged(bench, download, file);
    expect(fileCalls()[2]?.sentFromByte).toBe(storedBytes);
  });
});

describe('heartbeats of a download', () => {
  it('come three times within the time-out, whatever it waits for; Temporal counts from its start', async () => {
    const { held, letGo } = gate();
    let holds = false;
    const { bench, download, file } = await toDownload({
      store: (store): Store => ({
        ...store,
        identity: async (options) => {
          if (holds) await held;
          return store.identity(options);
        },
      }),
    });
    holds = true;
    const attempt = bench.attempt({ heartbeatTimeoutMs: 30 });
    const beaten = attempt.heartbeat((details) => bytesIn(details) < 0);
    const running = attempt.run(bench.activities.downloadFile, download);
    expect(attempt.heartbeats).toEqual([]);
    await beaten;
    letGo();
    expect(await running).toMatchObject({ answer: 'staged', bytes: file.length });
  });

  it('tell stored and total bytes, ascending from what was stored to the whole', async () => {
    const { held, letGo } = gate();
    const { bench, download, fileSize } = await toDownload({
      store: (store): Store => ({
        ...store,
        openStage: async (place, options) => {
          const stage = await store.openStage(place, options);
          return { ...stage, finish: () => held.then(() => stage.finish()) };
        },
      }),
    });
    bench.emulator.addFaults(fault({ cutAfterBytes: 0 }, { after: 1, times: 1 }));
    await failureOf(bench.perform(bench.activities.downloadFile, download));
    bench.emulator.addFaults(fault({ delayMs: 100 }, { times: 1 }));
    const attempt = bench.attempt({ heartbeatTimeoutMs: 30 });
    const stored = attempt.heartbeat((details) => bytesIn(details) === RANGE_BYTES);
    const whole = attempt.heartbeat((details) => bytesIn(details) === fileSize);
    const running = attempt.run(bench.activities.downloadFile, download);
    await Promise.all([stored, whole]);
    letGo();
    await running;
    const told = attempt.heartbeats.filter((details) => bytesIn(details) >= 0);
    const bytes = told.map(bytesIn);
    expect(told).toEqual(bytes.map((at) => ({ v: 1, bytes: at, totalBytes: fileSize })));
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
  });

  it('are none of a short one', async () => {
    const { bench, download, file } = await toDownload();
    const attempt = bench.attempt();
    const answer = await attempt.run(bench.activities.downloadFile, download);
    expect(answer).toMatchObject({ answer: 'staged', bytes: file.length });
    expect(attempt.heartbeats).toEqual([]);
  });
});

describe('a disk that fails', () => {
  it('is a wait that somebody can end', async () => {
    const full = new StoreError('Could not write x: there is no space left (ENOSPC).', {
      code: 'ENOSPC',
      path: 'x',
      retryable: true,
    });
    const { bench, download } = await toDownload({
      store: (store): Store => ({
        ...store,
        openStage: async (place, opening) => ({
          ...(await store.openStage(place, opening)),
          append: () => Promise.reject(full),
        }),
      }),
    });
    expect(await failureOf(bench.perform(bench.activities.downloadFile, download))).toEqual({
      type: 'StoreUnavailable',
      message: full.message,
      nonRetryable: false,
      nextRetryDelay: 30_000,
    });
  });
});

function bytesIn(details: unknown): number {
  return typeof details === 'object' && details !== null && 'bytes' in details
    ? Number(details.bytes)
    : -1;
}
