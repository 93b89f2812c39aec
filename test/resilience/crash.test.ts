import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type Installation, install } from '../support/extraction.ts';
import { publishedWindows } from '../support/published.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { temporalAddress } from '../support/temporal-server.ts';
import { windowWhere } from '../support/windows.ts';

const RANGE_BYTES = 1024 * 1024;
/** About 13 MB a day. */
const BIG_DAYS = { activitiesPerDay: 40_000 };

it('a worker killed mid-download costs at most one range: another goes on from the stored bytes', async () => {
  await using at = await install({
    emulator: BIG_DAYS,
    env: { EXTRACT_RANGE_BYTES: String(RANGE_BYTES) },
    workers: 1,
  });
  // Slow enough that the kill falls into the middle of the file.
  at.emulator.addFaults({ on: 'file', after: 4, do: { trickleBytesPerSecond: 2 * RANGE_BYTES } });
  const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-01'));
  await eventually('a few ranges are on their way', () =>
    bytesSent(at) > 5.5 * RANGE_BYTES ? true : undefined,
  );
  await at.workers[0]!.kill('SIGKILL');
  at.emulator.clearFaults();
  await at.startWorkerHere();
  const result = await handle.result();

  expect(bytesSent(at)).toBeLessThanOrEqual(result.bytes + RANGE_BYTES);
  expect(enqueues(at)).toEqual([1]);
  expect(await publishedWindows(at.folder)).toHaveLength(1);
});

it('a worker killed while its job is processing loses nothing: the next one goes on polling', async () => {
  await using at = await install({ workers: 1 });
  at.emulator.setEnvironment({ hold: { processing: true } });
  const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-01'));
  await windowWhere(
    at.client,
    handle.workflowId,
    'processing',
    ({ jobState }) => jobState === 'Processing',
  );
  await at.workers[0]!.kill('SIGKILL');
  at.emulator.setEnvironment({ hold: false });
  await at.startWorkerHere();

  await expect(handle.result()).resolves.toMatchObject({ windows: [{ reused: false }] });
  expect(enqueues(at)).toEqual([1]);
});

it('two attempts of one download alive at once never touch one another: the file is whole', async () => {
  await using at = await install({
    emulator: BIG_DAYS,
    env: { EXTRACT_RANGE_BYTES: String(RANGE_BYTES) },
    workers: 0,
  });
  await using proxy = await startTcpProxy(temporalAddress());
  const cutOff = await at.startWorker({ TEMPORAL_ADDRESS: proxy.address });
  at.emulator.addFaults({ on: 'file', do: { trickleBytesPerSecond: RANGE_BYTES } });
  const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-01'));
  await cutOff.waitForLog(({ msg }) => msg === 'download starts');
  await eventually('a range is stored', () => (bytesSent(at) > RANGE_BYTES ? true : undefined));
  proxy.cut(); // it goes on downloading, but no heartbeat of it is heard
  const second = await at.startWorker();
  await second.waitForLog(({ msg }) => msg === 'download goes on');
  const sentByNow = at.emulator.log().length;
  await eventually('both fetch ranges', () =>
    at.emulator.log().length >= sentByNow + 2 ? true : undefined,
  );
  proxy.restore();
  at.emulator.clearFaults();
  const result = await handle.result();

  expect(enqueues(at)).toEqual([1]);
  expect(await publishedWindows(at.folder)).toHaveLength(1);
  expect(result.windows[0]!.reused).toBe(false);
});

it('SIGTERM drains: the download goes on elsewhere from the byte where it stopped', async () => {
  await using at = await install({
    emulator: BIG_DAYS,
    env: { EXTRACT_RANGE_BYTES: String(RANGE_BYTES) },
    workers: 1,
  });
  at.emulator.addFaults({ on: 'file', do: { trickleBytesPerSecond: 2 * RANGE_BYTES } });
  const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-01'));
  await eventually('the download is under way', () =>
    bytesSent(at) > 2 * RANGE_BYTES ? true : undefined,
  );
  const exit = await at.workers[0]!.kill('SIGTERM');
  expect(exit).toEqual({ code: 0, signal: null });
  at.emulator.clearFaults();
  await at.startWorkerHere();
  const result = await handle.result();

  // What the emulator had written into the socket may not have reached the worker: less than one range.
  expect(bytesSent(at)).toBeLessThanOrEqual(result.bytes + RANGE_BYTES);
  expect(enqueues(at)).toEqual([1]);
});

it('a worker that cannot drain, since Marketo does not answer, ends all the same and says so', async () => {
  await using at = await install({ workers: 1, env: { EXTRACT_SHUTDOWN_GRACE: '0s' } });
  at.emulator.addFaults({ on: 'enqueue', times: 1, do: { delayAnswerMs: 50_000 } });
  const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-01'));
  await eventually('the job is being enqueued', () => (enqueues(at)[0] === 1 ? true : undefined));
  const [worker] = at.workers;
  process.kill(worker!.pid, 'SIGTERM');
  expect(await worker!.exited).toEqual({ code: 1, signal: null });
  expect(worker!.output()).toContain('The worker ended before its steps had');
  await at.startWorkerHere();

  await expect(handle.result()).resolves.toMatchObject({ windows: [{ reused: false }] });
  expect(enqueues(at)).toEqual([1]);
});

it('after everything was terminated the next run adopts the half-downloaded file of the paid job', async () => {
  await using at = await install({ emulator: BIG_DAYS });
  at.emulator.addFaults({ on: 'file', do: { stallAfterBytes: 3 * RANGE_BYTES } });
  const request = requestFor('2026-10-01', '2026-10-01');
  const handle = await startExtract(at, request);
  await eventually('the download is under way', () =>
    bytesSent(at) >= 3 * RANGE_BYTES ? true : undefined,
  );
  await handle.terminate('by a test');
  at.emulator.clearFaults();

  const result = await runExtract(at, request);
  expect(enqueues(at)).toEqual([1]);
  expect(bytesSent(at)).toBe(result.bytes);
});

function bytesSent({ emulator }: Installation): number {
  return emulator
    .log()
    .reduce((sum, call) => sum + (call.operation === 'file' ? call.sentBytes : 0), 0);
}

function enqueues({ emulator }: Installation): number[] {
  return emulator.acceptedEnqueues().map(({ acceptedEnqueues }) => acceptedEnqueues);
}
