import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { createFileStore } from '../../../src/store/file/file-store.ts';
import { manifest, QUERY, REF, publishWindow } from '../../support/ledger-documents.ts';
import { openMarketoCli, SECRET, type MarketoCli } from './marketo-cli.ts';

const UNKNOWN = '0a1b2c3d-0000-4000-8000-00000000ffff';
const WINDOW = { start: 1_790_812_800, end: 1_790_899_199 };
const OWNER = { workflowId: 'nightly-run', firstRunId: 'run-1' };

/** A ledger in which a run has claimed the job. */
async function claim({ folder }: MarketoCli, exportId: string): Promise<void> {
  const store = createFileStore({ root: join(folder, 'exports') });
  await store.identity({ create: true });
  const ledger = createLedger(store);
  await ledger.bindDataset(REF, QUERY);
  const at = '2026-11-20T12:00:00Z';
  await ledger.claim(REF, WINDOW, { after: 0, exportId, owner: OWNER, at });
}

const stateOf = ({ emulator }: MarketoCli, exportId: string) =>
  emulator.jobs().find((job) => job.exportId === exportId)?.state;

describe('jobs list', () => {
  it('has a line for each job of the API user, and the same as JSON in the words of Marketo', async () => {
    const cli = await openMarketoCli();
    const [done, created] = [await cli.job(1), await cli.job(2, false)];
    const text = await cli.run(['jobs', 'list']);
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/^EXPORT ID +STATUS +CREATED +FINISHED +RECORDS +SIZE$/m);
    expect(text.out).toMatch(new RegExp(`^${done.exportId}  Completed .* 200  .*kB$`, 'm'));
    expect(text.out).toMatch(new RegExp(`^${created.exportId}  Created .* – +– +–$`, 'm'));
    expect(text.err).toBe('2 jobs of this API user in the last 7 days, instance default.\n');

    const json = await cli.run(['jobs', 'list', '--output', 'json']);
    expect(JSON.parse(json.out)).toEqual({
      version: 1,
      instance: 'default',
      jobs: [
        {
          exportId: done.exportId,
          status: 'Completed',
          format: 'CSV',
          ...{ createdAt: done.createdAt, queuedAt: done.queuedAt },
          ...{ startedAt: done.startedAt, finishedAt: done.finishedAt },
          ...{ numberOfRecords: 200, fileSize: done.fileSize },
          fileChecksum: `sha256:${done.sha256 ?? ''}`,
        },
        {
          exportId: created.exportId,
          status: 'Created',
          format: 'CSV',
          createdAt: created.createdAt,
        },
      ],
    });
  });

  it('shows those of a status, or since a time, only', async () => {
    const cli = await openMarketoCli();
    const old = await cli.job(1);
    await cli.emulator.advance(2 * 86_400);
    const fresh = await cli.job(2, false);
    const idsOf = async (...args: string[]) => {
      const { out } = await cli.run(['jobs', 'list', '--output', 'json', ...args]);
      const { jobs } = JSON.parse(out) as { jobs: { exportId: string }[] };
      return jobs.map(({ exportId }) => exportId);
    };
    expect(await idsOf('--status', 'completed')).toEqual([old.exportId]);
    expect(await idsOf('--status', 'Created, failed')).toEqual([fresh.exportId]);
    expect(await idsOf('--status', 'Canceled')).toEqual([]);
    expect(await idsOf('--since', '24h')).toEqual([fresh.exportId]);
    const { err } = await cli.run(['jobs', 'list', '--since', '24h']);
    expect(err).toBe('1 of 2 jobs of this API user in the last 7 days, instance default.\n');
    expect(await idsOf('--since', old.createdAt ?? '')).toEqual([old.exportId, fresh.exportId]);
  });

  it.each([
    { args: ['--status', 'Complete'], says: 'Did you mean "Completed"?' },
    { args: ['--since', 'yesterday'], says: 'neither an instant nor a duration' },
    { args: ['--since', '2026-11-20'], says: '2026-11-20T00:00:00Z' },
    { args: ['--instance', 'emea'], says: '--instance: "emea" names no configured instance' },
    { args: ['more'], says: 'too many arguments' },
  ])('is refused with $args, before Marketo is asked', async ({ args, says }) => {
    const cli = await openMarketoCli();
    const { code, out, err } = await cli.run(['jobs', 'list', ...args]);
    expect({ code, out, err }).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining(says) as string,
    });
    expect(cli.emulator.log()).toEqual([]);
  });
});

describe('jobs show', () => {
  it('tells all that Marketo says, how long the file is kept, and which run has claimed it', async () => {
    const cli = await openMarketoCli();
    const job = await cli.job();
    await claim(cli, job.exportId);
    const { code, out } = await cli.run(['jobs', 'show', job.exportId]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}Status +Completed$/m);
    expect(out).toMatch(/^ {2}File until +2026-11-27T12:00:00Z$/m);
    expect(out).toContain(job.sha256);
    expect(out).toMatch(
      /^ {2}Here +claimed by nightly-run for default\/nightly\/20261001T000000Z_/m,
    );
  });

  it('says when it is published here, in no window, or when there is no ledger to ask', async () => {
    const cli = await openMarketoCli();
    const { exportId } = await cli.job();
    const hereOf = async () => {
      const { out } = await cli.run(['jobs', 'show', exportId, '--output', 'json']);
      return (JSON.parse(out) as { holder: { use: string } }).holder.use;
    };
    expect(await hereOf()).toBe('notKnown');
    await claim(cli, 'another');
    expect(await hereOf()).toBe('none');
    const store = createFileStore({ root: join(cli.folder, 'exports') });
    await publishWindow(
      store,
      manifest(WINDOW, { exportId, file: `${exportId}.csv`, generation: 1 }),
      WINDOW,
    );
    expect(await hereOf()).toBe('published');
  });

  it('of a job that Marketo does not know says whose jobs are seen', async () => {
    const cli = await openMarketoCli();
    const { code, err } = await cli.run(['jobs', 'show', UNKNOWN]);
    expect(code).toBe(1);
    expect(err).toMatch(/only the API user that made a job sees it/);
  });
});

describe('jobs cancel', () => {
  it('cancels a job that no run has claimed', async () => {
    const cli = await openMarketoCli({ environment: { hold: { queued: true } } });
    const { exportId } = await cli.job();
    const { code, out, err } = await cli.run(['jobs', 'cancel', exportId]);
    expect({ code, out }).toEqual({ code: 0, out: `Export ${exportId} is cancelled.\n` });
    expect(err).toMatch(/^Whether a run of ours has claimed the job is not known/);
    expect(stateOf(cli, exportId)).toBe('Cancelled');
  });

  it('leaves the job of a run alone, and names the run to cancel, unless forced', async () => {
    const cli = await openMarketoCli({ environment: { hold: { queued: true } } });
    const { exportId } = await cli.job();
    await claim(cli, exportId);
    const refused = await cli.run(['jobs', 'cancel', exportId]);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/claimed by the run nightly-run .*cancel nightly-run --wait/);
    expect(stateOf(cli, exportId)).toBe('Queued');

    const forced = await cli.run(['jobs', 'cancel', exportId, '--force', '--output', 'json']);
    expect(forced.code).toBe(0);
    expect(JSON.parse(forced.out)).toMatchObject({ job: { exportId, status: 'Cancelled' } });
    expect(stateOf(cli, exportId)).toBe('Cancelled');
  });

  it('of a job that had completed before says what it cost, and exits 1', async () => {
    const cli = await openMarketoCli();
    const { exportId } = await cli.job();
    const { code, out } = await cli.run(['jobs', 'cancel', exportId]);
    expect(code).toBe(1);
    expect(out).toMatch(/had completed already; its quota is spent/);
  });

  it('of a job that Marketo does not know exits 1', async () => {
    const cli = await openMarketoCli();
    expect((await cli.run(['jobs', 'cancel', UNKNOWN])).code).toBe(1);
  });
});

describe('jobs fetch', () => {
  const fetch = ({ run, folder }: MarketoCli, exportId: string, ...more: string[]) =>
    run(['jobs', 'fetch', exportId, '--file', join(folder, 'activities.csv'), ...more]);
  const filesIn = async ({ folder }: MarketoCli) => (await readdir(folder)).sort();

  it('writes the file when its size and SHA-256 are what Marketo reported, for its owner only', async () => {
    const cli = await openMarketoCli();
    const job = await cli.job();
    const { code, out, err } = await fetch(cli, job.exportId);
    const path = join(cli.folder, 'activities.csv');
    expect({ code, out }).toEqual({ code: 0, out: `${path}\n` });
    expect(err).toMatch(/kB, size and SHA-256 as Marketo reported\.\n$/);
    const bytes = await readFile(path);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(job.sha256);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await filesIn(cli)).toEqual(['activities.csv']);
  });

  it('names the file after the job in a folder', async () => {
    const cli = await openMarketoCli();
    const { exportId } = await cli.job();
    const args = ['jobs', 'fetch', exportId, '--file', cli.folder, '--output', 'json'];
    const { out } = await cli.run(args);
    expect(JSON.parse(out)).toMatchObject({
      path: join(cli.folder, `${exportId}.csv`),
      instance: 'default',
    });
  });

  it('goes on from what is there after an interruption, and asks for the rest only', async () => {
    const cli = await openMarketoCli();
    const { exportId, fileSize = 0 } = await cli.job();
    cli.emulator.addFaults({ on: 'file', times: 1, do: { cutAfterBytes: 1_000 } });
    expect((await fetch(cli, exportId)).code).toBe(0);
    const ranges = cli.emulator.log().flatMap(({ requestedRange }) => requestedRange ?? []);
    expect(ranges[0]).toBe(`bytes=0-${fileSize - 1}`);
    expect(ranges).toHaveLength(2);
    expect(ranges[1]).not.toMatch(/^bytes=0-/);
  });

  it('keeps the part when Marketo gives nothing, and the next fetch of the same job goes on from it', async () => {
    const cli = await openMarketoCli();
    const { exportId, fileSize = 0 } = await cli.job();
    cli.emulator.addFaults(
      { on: 'file', times: 1, do: { cutAfterBytes: 1_000 } },
      { on: 'file', after: 1, times: 1, do: { httpStatus: 503 } },
    );
    const broken = await fetch(cli, exportId);
    expect(broken.code).toBe(4);
    expect(broken.err).toMatch(/are kept in .*\.part; the same command goes on from there/);
    expect(await filesIn(cli)).toEqual([`activities.csv.${exportId}.part`]);
    const part = await stat(join(cli.folder, `activities.csv.${exportId}.part`));

    const again = await fetch(cli, exportId);
    expect(again.code).toBe(0);
    expect(again.err).toMatch(/^Goes on after /);
    const last = cli.emulator.log().findLast(({ operation }) => operation === 'file');
    expect(last?.requestedRange).toBe(`bytes=${part.size}-${fileSize - 1}`);
    expect(await filesIn(cli)).toEqual(['activities.csv']);
  });

  it('leaves nothing behind when nothing came', async () => {
    const cli = await openMarketoCli();
    const { exportId } = await cli.job();
    cli.emulator.addFaults({ on: 'file', do: { httpStatus: 404 } });
    const { code, err } = await fetch(cli, exportId);
    expect(code).toBe(1);
    expect(err).toMatch(/no such file: .* expired/);
    expect(await filesIn(cli)).toEqual([]);
  });

  it('never shows a file that is wrong: it removes what was wrong, and a new fetch is right', async () => {
    const cli = await openMarketoCli();
    const { exportId } = await cli.job();
    await writeFile(join(cli.folder, `activities.csv.${exportId}.part`), 'not of this file');
    const wrong = await fetch(cli, exportId);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toMatch(
      /not what Marketo reported: SHA-256 [0-9a-f]{64} expected, SHA-256 [0-9a-f]{64} received/,
    );
    expect(await filesIn(cli)).toEqual([]);
    expect((await fetch(cli, exportId)).code).toBe(0);
  });

  it('throws away a part that is longer than the file', async () => {
    const cli = await openMarketoCli();
    const { exportId, fileSize = 0 } = await cli.job();
    await writeFile(join(cli.folder, `activities.csv.${exportId}.part`), 'x'.repeat(fileSize + 1));
    expect((await fetch(cli, exportId)).code).toBe(0);
  });

  it('replaces nothing, unless forced', async () => {
    const cli = await openMarketoCli();
    const { exportId, sha256 } = await cli.job();
    const path = join(cli.folder, 'activities.csv');
    await writeFile(path, 'precious');
    const refused = await fetch(cli, exportId);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/is there already.*--force/);
    expect(await readFile(path, 'utf8')).toBe('precious');
    expect((await fetch(cli, exportId, '--force')).code).toBe(0);
    expect(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ).toBe(sha256);
  });

  it('refuses a place that cannot be, before anything is downloaded', async () => {
    const cli = await openMarketoCli();
    const { exportId } = await cli.job();
    await mkdir(join(cli.folder, 'folder', `${exportId}.csv`), { recursive: true });
    const to = (path: string) =>
      cli.run(['jobs', 'fetch', exportId, '--file', join(cli.folder, path)]);
    expect(await to('none/x.csv')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no folder/) as string,
    });
    expect(await cli.run(['jobs', 'fetch', exportId, '--file', ''])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--file is empty/) as string,
    });
    expect(await to('folder')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/is no file/) as string,
    });
    expect((await cli.run(['jobs', 'fetch', exportId])).code).toBe(2);
    expect(cli.emulator.log().filter(({ operation }) => operation === 'file')).toEqual([]);
  });

  it.each([
    { state: 'Created', says: /is Created, so it has no file: it was never enqueued/ },
    { state: 'Queued', says: /is Queued, so it has no file yet.*jobs show/ },
    { state: 'Failed', says: /is Failed, so it has no file: out of memory.*anew/ },
    { state: 'Cancelled', says: /is Cancelled, so it has no file\. Export the period anew/ },
  ] as const)('of a job that is $state says what to do', async ({ state, says }) => {
    const cli = await openMarketoCli({ environment: { hold: { queued: true } } });
    const { exportId } = await cli.job(1, state !== 'Created');
    if (state === 'Failed') await cli.emulator.setJobState(exportId, state, 'out of memory');
    if (state === 'Cancelled') await cli.emulator.setJobState(exportId, state);
    const { code, err } = await fetch(cli, exportId);
    expect(code).toBe(1);
    expect(err).toMatch(says);
    expect(await filesIn(cli)).toEqual([]);
  });
});

describe('whatever asks Marketo', () => {
  it.each([['jobs', 'list'], ['jobs', 'show', UNKNOWN], ['quota'], ['types']])(
    '%s %s says what to do about wrong credentials and a missing permission, and exits 5',
    async (...args) => {
      const cli = await openMarketoCli();
      const wrong = await cli.run(args, { MARKETO_CLIENT_SECRET: 'wrong-secret-of-a-test' });
      expect(wrong.code).toBe(5);
      expect(wrong.err).toMatch(
        /refused the client id and secret \(HTTP 401\); compare both with .*LaunchPoint/,
      );
      expect(wrong.err).not.toContain('wrong-secret');
      cli.emulator.addFaults({ on: '*', do: { errorCode: '603', errorMessage: 'Access denied' } });
      const denied = await cli.run(args);
      expect(denied.code).toBe(5);
      expect(denied.err).toMatch(/Read-Only Activity/);
      expect(denied.err).not.toContain(SECRET);
    },
  );

  it('exits 4 when Marketo is not reachable, and does not speak of Temporal', async () => {
    const cli = await openMarketoCli();
    const { code, err } = await cli.run(['types'], { MARKETO_BASE_URL: 'http://127.0.0.1:1' });
    expect(code).toBe(4);
    expect(err).toMatch(/no complete answer from Marketo/);
    expect(err).not.toMatch(/temporal/i);
  });

  it('lists every fault of the configuration, and a mistyped variable, without asking', async () => {
    const cli = await openMarketoCli();
    const env = { MARKETO_BASE_URL: '', MARKETO_CLIENT_ID: '', MARKETO_CLIENT_DI: 'x' };
    const { code, err } = await cli.run(['types'], env);
    expect(code).toBe(2);
    expect(err).toMatch(/MARKETO_CLIENT_DI is not a known variable.*Did you mean/);
    expect(err).toMatch(/2 faults:\n- MARKETO_BASE_URL: .*\n- MARKETO_CLIENT_ID: /);
  });

  it('uses the credentials of the instance that was named, and no others', async () => {
    const [cli, other] = [await openMarketoCli(), await openMarketoCli()];
    const file = join(cli.folder, 'instances.json');
    const emea = { baseUrl: other.emulator.url, clientId: 'cli-user', clientSecret: { env: 'S' } };
    await writeFile(file, JSON.stringify({ instances: { emea } }));
    const env = { MARKETO_INSTANCES_FILE: file, S: SECRET };
    const { code, out } = await cli.run(['types', '--instance', 'emea', '--output', 'json'], env);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ instance: 'emea' });
    expect(cli.emulator.log()).toEqual([]);
    expect(other.emulator.log().map(({ operation }) => operation)).toEqual(['identity', 'types']);
  });
});
