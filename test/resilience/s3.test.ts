/** A whole extraction onto a real S3 server, on which workers of several hosts would work. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyToBucket } from '../support/copy-to-bucket.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, install } from '../support/extraction.ts';
import { startInProcessWorker } from '../support/in-process-worker.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';
import { type S3FaultProxy, startS3FaultProxy } from '../support/s3-fault-proxy.ts';
import { s3Env, startS3Server, whyNoS3Server, type S3Server } from '../support/s3-server.ts';
import { randomTaskQueue, temporalAddress } from '../support/temporal-server.ts';
import { retryNow, type VisibleWait, waitsFor } from '../support/visible-wait.ts';
import { cancellationMemo, windowWhere } from '../support/windows.ts';

const MIB = 1024 * 1024;
const PART_BYTES = 8 * MIB;

describe.skipIf(whyNoS3Server('versitygw') !== undefined)('on S3', () => {
  let server: S3Server;
  let proxy: S3FaultProxy;
  let at: Installation;
  beforeAll(async () => {
    server = await startS3Server();
    await server.makeBucket('exports');
    proxy = await startS3FaultProxy(server.endpoint);
    at = await install({
      workers: 1,
      emulator: { activitiesPerDay: 40_000 }, // about 13 MB
      env: {
        ...s3Env(proxy.endpoint),
        EXTRACT_DESTINATION: 's3://exports/marketo',
        EXTRACT_RANGE_BYTES: String(MIB),
      },
    });
  });
  afterAll(async () => {
    await at[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it('a worker killed mid-download: another, with nothing on its disk, goes on from the bucket behind the last whole part', async () => {
    const [first] = at.workers;
    at.emulator.addFaults({ on: 'file', after: 9, do: { trickleBytesPerSecond: MIB } });
    const handle = await startExtract(
      at,
      requestFor('2026-10-01', '2026-10-01', { dataset: 'killed' }),
    );
    await eventually('the first part is in the bucket', async () => {
      const { datasets } = JSON.parse(await cli('verify', '--output', 'json')) as Verified;
      return datasets[0]?.staged[0]?.bytes === PART_BYTES ? true : undefined;
    });
    await first!.kill('SIGKILL');
    at.emulator.clearFaults();
    const second = await at.startWorker();
    const resumed = await second.waitForLog(({ msg }) => msg === 'download goes on');
    expect(resumed.fromByte).toBe(PART_BYTES);
    const result = await handle.result();

    expect(result.windows).toMatchObject([{ reused: false }]);
    expect(result.windows[0]!.dataUri).toMatch(/^s3:\/\/exports\/marketo\/default\/.*\.csv$/);
    expect(result.windows[0]!.manifestUri).toMatch(/^s3:\/\/.*\/manifest\.json$/);
    expect(enqueues(at)).toEqual([1]);
  });

  it('the commands that read the destination themselves read the bucket', async () => {
    const verified = JSON.parse(await cli('verify', '--output', 'json')) as unknown;
    expect(verified).toMatchObject({
      destination: 's3://exports/marketo',
      whole: true,
      datasets: [{ dataset: 'killed', windows: 1, staged: [], unnamedFiles: [] }],
    });
    const ofDataset = ['--dataset', 'killed', '--output', 'json'];
    expect(await cli('files', ...ofDataset)).toContain('s3://exports/marketo/default/killed/2026');
    expect(JSON.parse(await cli('coverage', ...ofDataset))).toMatchObject({ whole: true });
    const pruned = await cli('prune', '--yes', '--grace', 'PT0S', '--output', 'json');
    expect(JSON.parse(pruned)).toMatchObject({ removed: true, items: [], leftAlone: [] });
  });

  it('a cancel cancels the job at Marketo and leaves nothing of it in the bucket that counts', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const request = requestFor('2026-10-05', '2026-10-05', { dataset: 'cancelled' });
    const handle = await startExtract(at, request);
    const exportId = await exportIdInProcessing(at.client, handle.workflowId);
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    at.emulator.setEnvironment({ hold: false });

    expect(at.emulator.jobs().find((job) => job.exportId === exportId)?.state).toBe('Cancelled');
    expect(await cancellationMemo(at.client, handle.workflowId)).toEqual([
      expect.objectContaining({ exportId, outcome: 'cancelled' }),
    ]);
    expect(await verified('cancelled')).toMatchObject({ windows: 0, liveClaims: [], staged: [] });
  });

  it('a folder copied to a bucket is gone on with there: nothing is bought again, and a job under way is taken over', async () => {
    const taskQueue = randomTaskQueue();
    const queue = { client: at.client, taskQueue };
    const inFolder = {
      ...at.env,
      EXTRACT_TASK_QUEUE: taskQueue,
      EXTRACT_DESTINATION: `file:${at.folder}`,
    };
    const underWay = await leaveAJobUnderWay(inFolder, queue);
    await copyToBucket(at.folder, server, { bucket: 'exports', prefix: 'moved' });
    const inBucket = {
      ...inFolder,
      EXTRACT_DESTINATION: 's3://exports/moved',
      EXTRACT_STORE_ID: await storeIdOf(at.folder),
    };
    await using _worker = await startInProcessWorker({ env: inBucket, address: temporalAddress() });
    const { windows } = await runExtract(queue, moved('2026-10-10', '2026-10-13'));

    expect(windows).toMatchObject([
      { startAt: '2026-10-10T00:00:00Z', reused: true },
      { startAt: '2026-10-12T00:00:00Z', reused: false, exportId: underWay },
      { startAt: '2026-10-13T00:00:00Z', reused: false },
    ]);
    const paid = at.emulator
      .acceptedEnqueues()
      .filter(({ activityTypeIds }) => activityTypeIds?.includes(ONE_TYPE));
    expect(paid.map(({ acceptedEnqueues: times }) => times)).toEqual([1, 1, 1]);
    const whole = await runInProcess(['verify'], inBucket);
    expect(whole).toMatchObject({ code: 0, out: expect.stringContaining('3 windows') as string });
    expect(whole.out).not.toContain('live claim');
  });

  it('a server that is down is waited for, visibly, and gone on with', async () => {
    at.emulator.addFaults({ on: 'file', after: 4, do: { trickleBytesPerSecond: 4 * MIB } });
    const handle = await startExtract(at, requestFor('2026-10-07', '2026-10-07'));
    await windowWhere(
      at.client,
      handle.workflowId,
      'downloading',
      ({ phase }) => phase === 'downloading',
    );
    await server.kill();
    const waiting = await waitsFor(at.client, handle.workflowId, /cannot be reached/);
    expect(waiting.type).toBe('StoreUnavailable');
    at.emulator.clearFaults();
    await server.start();
    await retryNow(at.client, waiting);
    await expect(handle.result()).resolves.toMatchObject({ windows: [{ reused: false }] });
  });

  it('keys that expire, a right that is taken away and a bucket that is gone are waited for once the job is paid, which then goes on from what is staged', async () => {
    at.emulator.addFaults({ on: 'file', after: 9, do: { trickleBytesPerSecond: MIB } });
    const request = requestFor('2026-10-16', '2026-10-16', { dataset: 'locked-out' });
    const handle = await startExtract(at, request);
    await eventually('the first part is in the bucket', async () => {
      const [staged] = (await verified('locked-out'))?.staged ?? [];
      return staged?.bytes === PART_BYTES ? true : undefined;
    });
    const paidBefore = enqueues(at);

    let waiting: VisibleWait | undefined;
    for (const { status, code, says } of [
      { status: 400, code: 'ExpiredToken', says: /credentials have expired/ },
      { status: 403, code: 'AccessDenied', says: /do not allow that/ },
      { status: 404, code: 'NoSuchBucket', says: /there is no bucket exports/ },
    ]) {
      proxy.spoil(() => ({ status, code }));
      if (waiting !== undefined) await retryNow(at.client, waiting);
      at.emulator.clearFaults(); // the rest of the file comes at once
      waiting = await waitsFor(at.client, handle.workflowId, says);
      expect(waiting.type).toBe('StoreUnavailable');
    }
    proxy.heal();
    await retryNow(at.client, waiting!);
    const { windows } = await handle.result();

    const { exportId } = windows[0]!;
    const resumed = await at.workers
      .at(-1)!
      .waitForLog((line) => line.msg === 'download goes on' && line.exportId === exportId);
    expect(resumed.fromByte).toBe(PART_BYTES);
    expect(enqueues(at)).toEqual(paidBefore);
  });

  async function cli(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await runInProcess(args, at.env);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${out}${err}`);
    return out;
  }

  /** With one window published before it. Answers the job's export id; the worker is gone. */
  async function leaveAJobUnderWay(
    env: Readonly<Record<string, string>>,
    queue: Queue,
  ): Promise<string> {
    await using _worker = await startInProcessWorker({ env, address: temporalAddress() });
    await runExtract(queue, moved('2026-10-10', '2026-10-11'));
    at.emulator.setEnvironment({ hold: { processing: true } });
    const left = await startExtract(queue, moved('2026-10-10', '2026-10-12'));
    const exportId = await exportIdInProcessing(at.client, left.workflowId);
    await left.terminate('its worker moves');
    at.emulator.setEnvironment({ hold: false });
    return exportId;
  }

  /** What `verify` says of a dataset. */
  async function verified(dataset: string): Promise<Verified['datasets'][number] | undefined> {
    const { datasets } = JSON.parse(await cli('verify', '--output', 'json')) as Verified;
    return datasets.find((report) => report.dataset === dataset);
  }
});

async function exportIdInProcessing(client: Client, runId: string): Promise<string> {
  const { status } = await windowWhere(client, runId, 'processing', ({ jobState }) => {
    return jobState === 'Processing';
  });
  return status.exportId ?? '';
}

/** So that its files are small. */
const ONE_TYPE = 46;

function moved(from: string, to: string): Record<string, unknown> {
  const request = requestFor(from, to, { dataset: 'moved' });
  return { ...request, filter: { ...(request.filter as object), activityTypeIds: [ONE_TYPE] } };
}

async function storeIdOf(folder: string): Promise<string> {
  const { id } = JSON.parse(await readFile(join(folder, '.store.json'), 'utf8')) as { id: string };
  return id;
}

type Queue = Pick<Installation, 'client' | 'taskQueue'>;

interface Verified {
  readonly datasets: readonly {
    readonly dataset: string;
    readonly staged: readonly { readonly bytes: number }[];
  }[];
}

function enqueues({ emulator }: Installation): number[] {
  return emulator.acceptedEnqueues().map(({ acceptedEnqueues }) => acceptedEnqueues);
}
