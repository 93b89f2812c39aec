import { readdirSync } from 'node:fs';
import {
  appendFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/store/file/file-store.ts';
import { eventually } from '../support/eventually.ts';
import {
  letGo,
  type PaidCase,
  PHASES,
  reach,
  type Step,
  usePaidOnce,
} from '../support/paid-once.ts';
import { publishedWindows } from '../support/published.ts';
import { runExtract, startExtract } from '../support/requests.ts';
import type { InProcessWorker } from '../support/in-process-worker.ts';
import { mountSmallDisk, type SmallDisk, whyNoMount } from '../support/small-disk.ts';
import { retryNow, waitsFor } from '../support/visible-wait.ts';

const noMount = whyNoMount();
if (noMount !== undefined) {
  // The store's port stands in for the disk in paid-once-lost-answers.test.ts.
  console.warn(
    `Disks that are full or read-only are left out: no tmpfs can be mounted. ${noMount}`,
  );
}

describe.skipIf(noMount !== undefined)(
  'a disk that fails is waited for, visibly, then gone on with, and the window is paid once:',
  () => {
    const paid = usePaidOnce();
    let disk: SmallDisk;
    beforeAll(() => {
      disk = mountSmallDisk(paid.at.folder, 4 * 1024 * 1024);
    });
    afterEach(() => disk.heal());
    afterAll(() => disk.unmount());

    const full = { state: 'full', says: /no space left/, strike: () => disk.fill() };
    const nearlyFull = { ...full, state: 'nearly full', strike: () => disk.fill(64 * 1024) };
    const outOfNames = { ...full, state: 'out of names', strike: () => disk.useUpNames() };
    const readOnly = { state: 'read-only', says: /read-only/, strike: () => disk.setReadOnly() };

    it.each<{ state: string; says: RegExp; strike: () => void; since: Step | 'start'; at: string }>(
      [
        { ...full, since: 'start', at: 'the dataset is bound' },
        { ...readOnly, since: 'start', at: 'the dataset is bound' },
        { ...full, since: 'createJob', at: 'the claim is written' },
        { ...outOfNames, since: 'createJob', at: 'the claim is written' },
        { ...readOnly, since: 'createJob', at: 'the claim is written' },
        { ...full, since: 'jobStatus', at: 'the first byte is staged' },
        { ...nearlyFull, since: 'jobStatus', at: 'the middle of the file is staged' },
        { ...readOnly, since: 'jobStatus', at: 'the first byte is staged' },
        { ...outOfNames, since: 'verifyFile', at: 'the file is put in place' },
        { ...readOnly, since: 'verifyFile', at: 'the file is put in place' },
        { ...full, since: 'verifyFile', at: 'the manifest is written' },
      ],
    )('$state as $at', async ({ state, says, strike, since, at: moment }) => {
      const at = paid.newCase(`${state} ${moment}`);
      const { client } = paid.at;
      let struck = false;
      const once = () => {
        if (struck) return;
        struck = true;
        strike();
      };
      if (since === 'start') once();
      paid.interference.set(at.dataset, {
        after: (step) => {
          if (step === since) once();
        },
      });
      const run = await startExtract(paid.at, at.request());
      const waiting = await waitsFor(client, run.workflowId, says);
      expect(waiting.type).toBe('StoreUnavailable');
      expect(waiting.message).not.toContain(paid.at.folder);
      expect(manifestsIn(at)).toEqual([]);
      disk.heal();
      await retryNow(client, waiting);
      const { windows, bytes } = await run.result();
      expect(windows).toMatchObject([{ reused: false }]);
      expect(at.jobs()).toHaveLength(1);
      await at.expectPaid([1]);
      expect(await leftStaged(at)).toEqual([]);
      // What was on the disk before it was full is not fetched again; what was under way may be.
      expect(at.bytesSent()).toBeLessThan(state === 'nearly full' ? 2 * bytes : 2 * bytes + 1);
    });

    function manifestsIn({ dataset }: PaidCase): string[] {
      const names = readdirSync(paid.at.folder, { recursive: true, encoding: 'utf8' });
      return names.filter(
        (name) => name.includes(dataset) && /_\d+T\d+Z\/manifest\.json$/.test(name),
      );
    }

    async function leftStaged({ dataset }: PaidCase): Promise<string[]> {
      const staging = join(paid.at.folder, 'default', dataset, '.staging');
      return [
        ...(await readdir(staging)),
        ...(await readdir(join(paid.at.folder, '.staging/tmp'))),
      ];
    }
  },
);

describe('a staged file that was harmed by hand is fetched anew, and the window is paid once:', () => {
  const paid = usePaidOnce();

  const harms = [
    { harm: 'cut', doTo: (path: string) => truncate(path, 10_000) },
    { harm: 'emptied', doTo: (path: string) => truncate(path, 0) },
    { harm: 'grown', doTo: (path: string) => appendFile(path, 'one row more\n') },
    { harm: 'altered in one byte', doTo: alterOneByte },
    { harm: 'removed', doTo: (path: string) => rm(path) },
    {
      harm: 'removed with its folder',
      doTo: (path: string) => rm(join(path, '..'), { recursive: true }),
    },
  ];

  it.concurrent.each(harms)('$harm before it is verified', async ({ harm, doTo }) => {
    const at = paid.newCase(`verifying ${harm}`);
    PHASES.verifying.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    await reach(paid, at, run.workflowId, PHASES.verifying);
    await doTo(await onlyPart(at));
    letGo(paid, at);
    const { bytes } = await run.result();
    await at.expectPaid([1]);
    expect(at.bytesSent()).toBe(2 * bytes);
  });

  it.each(harms)(
    '$harm, half of it, before the next run goes on with it',
    async ({ harm, doTo }) => {
      const at = paid.newCase(`adopted ${harm}`);
      PHASES.downloading.arrange(paid, at);
      const first = await startExtract(paid.at, at.request());
      await reach(paid, at, first.workflowId, PHASES.downloading);
      await eventually('the bytes are on the disk', async () =>
        (await sizeOf(at)) === 50_000 ? true : undefined,
      );
      await first.terminate('by a test');
      await doTo(await onlyPart(at));
      letGo(paid, at);
      const { bytes } = await runExtract(paid.at, at.request());
      await at.expectPaid([1]);
      expect(at.bytesSent()).toBeLessThanOrEqual(50_000 + 2 * bytes);
    },
  );

  it.concurrent.each(harms.filter(({ harm }) => harm !== 'altered in one byte'))(
    '$harm after it was verified, before it is published',
    async ({ harm, doTo }) => {
      const at = paid.newCase(`publishing ${harm}`);
      let harmed = false;
      paid.interference.set(at.dataset, {
        beforeBytes: async (what) => {
          if (what !== 'publishStage' || harmed) return;
          harmed = true;
          await doTo(await onlyPart(at));
        },
      });
      const run = await startExtract(paid.at, at.request());
      const ended = run.result();
      if (!harm.startsWith('removed')) {
        const waiting = await waitsFor(paid.at.client, run.workflowId, /should have \d+ bytes/);
        expect(waiting.type).toBe('StoreUnavailable');
        await retryNow(paid.at.client, waiting);
      }
      const { bytes } = await ended;
      await at.expectPaid([1]);
      expect(at.bytesSent()).toBe(2 * bytes);
    },
  );

  function stagingOf({ dataset }: PaidCase): string {
    return join(paid.at.folder, 'default', dataset, '.staging');
  }

  async function onlyPart(at: PaidCase): Promise<string> {
    const names = await readdir(stagingOf(at), { recursive: true });
    const parts = names.filter((name) => name.endsWith('.part'));
    expect(parts).toHaveLength(1);
    return join(stagingOf(at), parts[0]!);
  }

  async function sizeOf(at: PaidCase): Promise<number> {
    const handle = await open(await onlyPart(at));
    try {
      return (await handle.stat()).size;
    } finally {
      await handle.close();
    }
  }
});

async function alterOneByte(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.write('#', 1_000);
  await handle.close();
}

describe('what dead runs left', () => {
  const paid = usePaidOnce();

  it('is cleared away by who publishes the same job; what live runs stage and claim is left alone', async () => {
    const at = paid.newCase('dead and live', 2);
    const folder = join(paid.at.folder, 'default', at.dataset);
    const [dead, live] = [at.request({}, 0, 0), at.request({}, 1, 1)];
    PHASES.downloading.arrange(paid, at);
    const first = await startExtract(paid.at, dead);
    await reach(paid, at, first.workflowId, PHASES.downloading);
    await first.terminate('by a test');
    const second = await startExtract(paid.at, live);
    await eventually('both are half fetched', () =>
      at.bytesSent() === 100_000 ? true : undefined,
    );
    const claims = await readdir(join(folder, '.claims'), { recursive: true });
    const [deadJob, liveJob] = at.paidJobs().map(({ exportId }) => exportId);
    expect((await readdir(join(folder, '.staging'))).sort()).toEqual([deadJob, liveJob].sort());

    paid.at.emulator.clearFaults(); // what stalls already stays so
    const adopted = await runExtract(paid.at, dead);
    expect(at.bytesSent()).toBe(adopted.bytes + 50_000);
    expect(await readdir(join(folder, '.staging'))).toEqual([liveJob]);
    expect(await readdir(join(folder, '.claims'), { recursive: true })).toEqual(
      expect.arrayContaining(claims),
    );
    await second.terminate('by a test');
    const { bytes } = await runExtract(paid.at, live);
    expect(at.bytesSent()).toBe(adopted.bytes + bytes);
    await at.expectPaid([1, 1]);
    expect(await readdir(join(folder, '.staging'))).toEqual([]);
  });

  it('among documents that were being written is in nobody’s way', async () => {
    const at = paid.newCase('stale tmp');
    const tmp = join(paid.at.folder, '.staging/tmp');
    await mkdir(tmp, { recursive: true });
    await writeFile(join(tmp, '1-0123456789abcdef.tmp'), '{"half":');
    await runExtract(paid.at, at.request());
    await at.expectPaid([1]);
    expect(await readdir(tmp)).toEqual(['1-0123456789abcdef.tmp']); // perhaps somebody writes it
  });
});

describe('a folder that is not the run’s is waited for, visibly, and the window is paid once:', () => {
  const paid = usePaidOnce({ worker: false });
  let elsewhere: string;
  let right: InProcessWorker;
  beforeAll(async () => {
    elsewhere = await mkdtemp(join(tmpdir(), 'extract-elsewhere-'));
    right = await paid.at.startWorkerHere();
  });
  afterAll(() => rm(elsewhere, { recursive: true, force: true }));

  it.each([
    { phase: PHASES.created, folder: 'empty' },
    { phase: PHASES.processing, folder: 'of another store' },
  ])('a worker with a folder that is $folder, while $phase.phase', async ({ phase, folder }) => {
    const at = paid.newCase(`wrong store ${folder}`);
    const { client } = paid.at;
    const wrong = join(elsewhere, folder.replaceAll(' ', '-'));
    const other =
      folder === 'empty'
        ? undefined
        : await createFileStore({ root: wrong }).identity({ create: true });
    phase.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    await reach(paid, at, run.workflowId, phase);
    await right.stop();
    const lost = await paid.at.startWorkerHere({ EXTRACT_DESTINATION: `file:${wrong}` });
    letGo(paid, at);
    const here = await createFileStore({ root: paid.at.folder }).identity({ create: false });
    const waiting = await waitsFor(client, run.workflowId, /keeps its files in the store/);
    expect(waiting.type).toBe('WrongStore');
    expect(waiting.message).toContain(here);
    expect(waiting.message).toContain(other ?? 'no store yet');
    await lost.stop();
    right = await paid.at.startWorkerHere();
    await retryNow(client, waiting);
    expect((await run.result()).windows).toMatchObject([{ reused: false }]);
    await at.expectPaid([1]);
    expect(await readdir(elsewhere, { recursive: true })).not.toContainEqual(
      expect.stringMatching(/dataset|claims/),
    );
  });

  it.each([
    { moment: 'while its job is processing', phase: PHASES.processing },
    { moment: 'in the middle of the file', phase: undefined },
  ])('its own, gone $moment, until it is back', async ({ moment, phase }) => {
    const at = paid.newCase(`folder gone ${moment}`);
    const { client, folder, emulator } = paid.at;
    if (phase === undefined)
      emulator.addFaults({ on: 'file', do: { trickleBytesPerSecond: 60_000 } });
    phase?.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    if (phase) await reach(paid, at, run.workflowId, phase);
    else await eventually('bytes flow', () => (at.bytesSent() > 20_000 ? true : undefined));
    await rename(folder, `${folder}-away`);
    letGo(paid, at);
    const waiting = await waitsFor(client, run.workflowId, /no store yet/);
    expect(waiting.type).toBe('WrongStore');
    await rm(folder, { recursive: true, force: true }); // perhaps somebody has made it anew
    await rename(`${folder}-away`, folder);
    await retryNow(client, waiting);
    const { bytes } = await run.result();
    await at.expectPaid([1]);
    expect(at.bytesSent()).toBe(bytes);
    expect(await publishedWindows(join(folder, 'default', at.dataset))).toHaveLength(1);
  });
});
