/** A whole extraction onto a real S3 server, on which workers of several hosts would work. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type Installation, install } from '../support/extraction.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { requestFor, startExtract } from '../support/requests.ts';
import { startS3Server, whyNoS3Server, type S3Server } from '../support/s3-server.ts';
import { retryNow, waitsFor } from '../support/visible-wait.ts';
import { windowWhere } from '../support/windows.ts';

const MIB = 1024 * 1024;
const PART_BYTES = 8 * MIB;

describe.skipIf(whyNoS3Server('versitygw') !== undefined)('on S3', () => {
  let server: S3Server;
  let at: Installation;
  beforeAll(async () => {
    server = await startS3Server();
    await server.makeBucket('exports');
    at = await install({
      emulator: { activitiesPerDay: 40_000 }, // about 13 MB
      env: {
        ...server.env,
        EXTRACT_DESTINATION: 's3://exports/marketo',
        EXTRACT_RANGE_BYTES: String(MIB),
      },
    });
  });
  afterAll(async () => {
    await at[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it('a worker killed mid-download loses less than a part: another, with nothing on its disk, goes on from the bucket', async () => {
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
    expect(await cli('prune', '--yes', '--grace', 'PT0S')).not.toContain('.csv');
  });

  it('a cancel leaves nothing staged that counts, and its job is cancelled at Marketo', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const handle = await startExtract(at, requestFor('2026-10-05', '2026-10-05'));
    await windowWhere(
      at.client,
      handle.workflowId,
      'processing',
      ({ jobState }) => jobState === 'Processing',
    );
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    at.emulator.setEnvironment({ hold: false });
    const { status } = await handle.describe();
    expect(status.name).toBe('CANCELLED');
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

  async function cli(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await runInProcess(args, at.env);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${out}${err}`);
    return out;
  }
});

interface Verified {
  readonly datasets: readonly { readonly staged: readonly { readonly bytes: number }[] }[];
}

function enqueues({ emulator }: Installation): number[] {
  return emulator.acceptedEnqueues().map(({ acceptedEnqueues }) => acceptedEnqueues);
}
