import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { PublishInput, VerifyInput } from '../../../src/interface/steps.ts';
import type { ExportJob } from '../../../src/marketo/types.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  allFiles,
  calls,
  completedJob,
  failureOf,
  marketoFile,
  openWorkbench,
  publishedFiles,
  readJson,
  refusal,
  rejectionOf,
  stagedFiles,
  WINDOW,
  type Workbench,
  type WorkbenchOptions,
} from './workbench.ts';
import { gate } from '../../support/gate.ts';

const FOLDER = 'default/nightly/20261101T000000Z_20261101T235959Z';

/** A downloaded file, not yet verified. */
async function downloaded(options: WorkbenchOptions = {}) {
  const bench = await openWorkbench(options);
  const { input, job, fileSize } = await completedJob(bench);
  const { activities, perform } = bench;
  const answer = await perform(activities.downloadFile, {
    ...input,
    fileSize,
    windowRun: 'window-run-1',
    round: 0,
  });
  if (answer.answer !== 'staged') throw new Error(answer.answer);
  const verify: VerifyInput = { ...input, name: answer.name, bytes: answer.bytes, job };
  return { bench, verify, job };
}

/** A verified file, claimed by this run, and the input of its publication. */
async function verified(options: WorkbenchOptions = {}) {
  const { bench, verify, job } = await downloaded(options);
  const { activities, perform } = bench;
  const answer = await perform(activities.verifyFile, verify);
  if (answer.answer !== 'ok') throw new Error(answer.answer);
  const claim = await perform(activities.claimWindow, { ...verify, after: 0, inherits: false });
  if (claim.answer !== 'own') throw new Error(claim.answer);
  const publish: PublishInput = {
    ...verify,
    generation: claim.generation,
    file: answer.file,
    warnings: [],
  };
  return { bench, publish, job };
}

const manifestOf = ({ folder }: Workbench) => readJson(folder, `${FOLDER}/manifest.json`);

describe('verifyFile', () => {
  it('reads back what is stored and finds what independent tools find', async () => {
    const { bench, verify } = await downloaded();
    const file = await marketoFile(bench, verify.exportId);
    const rows = parse(file, { record_delimiter: '\n' });
    expect(await bench.perform(bench.activities.verifyFile, verify)).toEqual({
      answer: 'ok',
      file: {
        sha256: createHash('sha256').update(file).digest('hex'),
        bytes: file.length,
        records: rows.length - 1,
        columns: rows[0],
      },
      checksum: true,
      recordsAgree: true,
    });
  });

  it.each<[string, (job: ExportJob) => Partial<Record<keyof ExportJob, unknown>>, RegExp]>([
    ['SHA-256', () => ({ sha256: 'a'.repeat(64) }), /^SHA-256: .*a{64}.* stored is [0-9a-f]{64}$/],
    [
      'size',
      ({ fileSize = 0 }) => ({ fileSize: fileSize + 1 }),
      /^size: Marketo reported \d+ bytes/,
    ],
    [
      'size while no checksum is there',
      ({ fileSize = 0 }) => ({ fileSize: fileSize - 1, sha256: undefined }),
      /^size: /,
    ],
  ])(
    'answers "mismatch" with both figures when another %s was reported',
    async (_what, change, words) => {
      const { bench, verify, job } = await downloaded();
      const input = { ...verify, job: { ...job, ...change(job) } as ExportJob };
      expect(await bench.perform(bench.activities.verifyFile, input)).toEqual({
        answer: 'mismatch',
        message: expect.stringMatching(words) as string,
      });
    },
  );

  it.each<[string, readonly (keyof ExportJob)[], object]>([
    ['no checksum', ['sha256'], { checksum: false, recordsAgree: true }],
    ['no size', ['fileSize'], { checksum: true, recordsAgree: true }],
    ['no record count', ['numberOfRecords'], { checksum: true, recordsAgree: true }],
    ['neither', ['sha256', 'fileSize', 'numberOfRecords'], { checksum: false, recordsAgree: true }],
  ])('goes by the rest when Marketo told %s', async (_what, absent, expected) => {
    const { bench, verify, job } = await downloaded();
    const told = Object.entries(job).filter(([name]) => !absent.some((member) => member === name));
    const input = { ...verify, job: Object.fromEntries(told) as unknown as ExportJob };
    expect(await bench.perform(bench.activities.verifyFile, input)).toMatchObject({
      answer: 'ok',
      ...expected,
    });
  });

  it('says so, and no more, when only the record count differs', async () => {
    const { bench, verify, job } = await downloaded();
    const input = { ...verify, job: { ...job, numberOfRecords: 7 } };
    expect(await bench.perform(bench.activities.verifyFile, input)).toMatchObject({
      answer: 'ok',
      checksum: true,
      recordsAgree: false,
    });
  });

  it('answers "mismatch" when another number of bytes was downloaded than is stored', async () => {
    const { bench, verify } = await downloaded();
    const input = { ...verify, bytes: verify.bytes + 1 };
    expect(await bench.perform(bench.activities.verifyFile, input)).toMatchObject({
      answer: 'mismatch',
    });
  });

  it('answers "stagingLost" when the staged file has gone', async () => {
    const { bench, verify } = await downloaded();
    await rm(join(bench.folder, verify.name));
    expect(await bench.perform(bench.activities.verifyFile, verify)).toEqual({
      answer: 'stagingLost',
    });
  });

  it('sees a byte that the disk changed', async () => {
    const { bench, verify } = await downloaded({ store: readingStages(flipped) });
    expect(await bench.perform(bench.activities.verifyFile, verify)).toMatchObject({
      answer: 'mismatch',
    });
  });

  it('ends with the cancellation itself, whatever the disk makes of it', async () => {
    let breakOff = () => undefined as unknown;
    const broken = new Promise((resolve) => (breakOff = () => resolve(undefined)));
    const { bench, verify } = await downloaded({
      store: readingStages((body) => brokenOff(body, broken)),
    });
    const attempt = bench.attempt({ heartbeatTimeoutMs: 30 });
    const reading = attempt.heartbeat((details) => JSON.stringify(details).includes('verifying'));
    const running = rejectionOf(attempt.run(bench.activities.verifyFile, verify));
    await reading;
    attempt.cancel();
    breakOff();
    expect(await running).toBe(attempt.cancellation);
  });

  it('heartbeats what it has read; a short one not at all', async () => {
    const { held, letGo } = gate();
    const { bench, verify, job } = await downloaded({
      store: readingStages((body) => endingAfter(body, held)),
    });
    const attempt = bench.attempt({ heartbeatTimeoutMs: 30 });
    const whole = attempt.heartbeat((details) =>
      isDeepStrictEqual(details, { v: 1, bytes: job.fileSize, note: 'verifying' }),
    );
    const running = attempt.run(bench.activities.verifyFile, verify);
    await whole;
    letGo();
    await running;
    const short = bench.attempt();
    await short.run(bench.activities.verifyFile, verify);
    expect(short.heartbeats).toEqual([]);
  });

  it('takes a file of 0 bytes for 0 records without columns', async () => {
    const { bench, verify, job } = await downloaded({
      emulator: { activitiesPerDay: 0, switches: { emptyFile: 'empty' } },
    });
    expect(job.fileSize).toBe(0);
    expect(await bench.perform(bench.activities.verifyFile, verify)).toMatchObject({
      answer: 'ok',
      file: { bytes: 0, records: 0, columns: [] },
      recordsAgree: true,
    });
  });
});

type Body = AsyncIterable<Uint8Array>;

function readingStages(change: (body: Body) => Body) {
  return (store: Store): Store => ({
    ...store,
    readStage: async (name) => ({ body: change((await store.readStage(name)).body) }),
  });
}

async function* endingAfter(body: Body, held: Promise<void>): AsyncGenerator<Uint8Array> {
  yield* body;
  await held;
}

/** Some bytes, and then an error of its own. */
async function* brokenOff(body: Body, broken: Promise<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    yield chunk.subarray(0, 1);
    break;
  }
  await broken;
  throw new Error('the handle was closed');
}

async function* flipped(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    const copy = new Uint8Array(chunk);
    copy[0] = (copy[0] ?? 0) ^ 1;
    yield copy;
  }
}

describe('publishFile', () => {
  it('puts the file and then its manifest in place, and clears the staging', async () => {
    const { bench, publish, job } = await verified();
    const { exportId, file } = publish;
    const answer = await bench.perform(bench.activities.publishFile, publish);
    expect(answer).toMatchObject({
      answer: 'published',
      result: {
        ...WINDOW,
        exportId,
        bytes: file.bytes,
        sha256: file.sha256,
        records: file.records,
        final: true,
        reused: false,
        dataUri: expect.stringMatching(new RegExp(`${FOLDER}/${exportId}\\.csv$`)) as string,
      },
    });
    expect(await publishedFiles(bench.folder)).toEqual([
      `${FOLDER}/${exportId}.csv`,
      `${FOLDER}/manifest.json`,
    ]);
    expect(await stagedFiles(bench.folder)).toEqual([]);
    expect(await manifestOf(bench)).toMatchObject({
      generation: 1,
      window: WINDOW,
      exportId,
      sha256: file.sha256,
      records: { counted: file.records, reported: job.numberOfRecords },
      job: { startedAt: job.startedAt, fileSize: file.bytes },
      columns: file.columns,
      productVersion: '0.0.0-test',
    });
  });

  it('comes to the same when it is repeated', async () => {
    const { bench, publish } = await verified();
    const { activities, perform } = bench;
    const first = await perform(activities.publishFile, publish);
    const manifest = await manifestOf(bench);
    expect(await perform(activities.publishFile, publish)).toEqual(first);
    expect(await manifestOf(bench)).toEqual(manifest);
  });

  it('goes on after a crash between the data file and its manifest', async () => {
    let crashes = true;
    const { bench, publish } = await verified({
      store: (store): Store => ({
        ...store,
        replaceIfNewer: (key, body, generation) =>
          crashes
            ? Promise.reject(new Error('the process was killed'))
            : store.replaceIfNewer(key, body, generation),
      }),
    });
    const { activities, perform } = bench;
    await failureOf(perform(activities.publishFile, publish));
    expect(await publishedFiles(bench.folder)).toEqual([`${FOLDER}/${publish.exportId}.csv`]);
    crashes = false;
    expect(await perform(activities.publishFile, publish)).toMatchObject({
      answer: 'published',
      result: { exportId: publish.exportId, reused: false },
    });
    expect(await manifestOf(bench)).toMatchObject({ exportId: publish.exportId });
  });

  it('answers "stagingLost" and publishes nothing when the staged file has gone', async () => {
    const { bench, publish } = await verified();
    await rm(join(bench.folder, publish.name));
    expect(await bench.perform(bench.activities.publishFile, publish)).toEqual({
      answer: 'stagingLost',
    });
    expect(await publishedFiles(bench.folder)).toEqual([]);
  });

  // WINDOW ends at 23:59:59Z; it settles two hours later.
  it.each<[string, string | undefined, boolean]>([
    ['at the very second it settled', '2026-11-02T02:00:00Z', true],
    ['a second before it settled', '2026-11-02T01:59:59Z', false],
    ['at a moment that nobody told', undefined, false],
  ])('calls the window of a job started %s (%s) final: %s', async (_when, startedAt, final) => {
    const { bench, publish, job } = await verified();
    const { startedAt: _real, ...rest } = job;
    const told = startedAt === undefined ? rest : { ...rest, startedAt };
    const answer = await bench.perform(bench.activities.publishFile, { ...publish, job: told });
    expect(answer).toMatchObject({ result: { final } });
    expect(await manifestOf(bench)).toMatchObject({ final });
  });

  it('names the types of the request in the manifest', async () => {
    const { bench, publish } = await verified({
      request: { filter: { createdAt: WINDOW, activityTypeIds: [1, 12] } },
    });
    await bench.perform(bench.activities.publishFile, publish);
    expect(await manifestOf(bench)).toMatchObject({
      activityTypes: { '1': 'Visit Webpage', '12': 'New Lead' },
    });
  });

  it('publishes without names when Marketo refuses them, and asks again for the next manifest', async () => {
    const { bench, publish } = await verified();
    bench.emulator.addFaults(refusal('types', '603', 'Access denied', 1));
    const { activities, perform } = bench;
    expect(await perform(activities.publishFile, publish)).toMatchObject({ answer: 'published' });
    expect(await manifestOf(bench)).toMatchObject({ activityTypes: {} });
    await perform(activities.publishFile, publish);
    expect(calls(bench, 'types')).toHaveLength(2);
  });

  it('asks for the names once a worker', async () => {
    const { bench, publish } = await verified();
    const { activities, perform } = bench;
    await perform(activities.publishFile, publish);
    await perform(activities.publishFile, publish);
    expect(calls(bench, 'types')).toHaveLength(1);
  });

  it('names the file that a later export supersedes, and leaves it there', async () => {
    const { bench, publish, job } = await verified();
    const { activities, perform, dependencies, run } = bench;
    const { startedAt: _real, ...unsettled } = job;
    await perform(activities.publishFile, { ...publish, job: unsettled });
    const again = await completedJob(bench);
    const claim = { ...again.input, after: 1, inherits: false };
    expect(await perform(activities.claimWindow, claim)).toEqual({ answer: 'own', generation: 2 });
    const place = {
      folder: dependencies.ledger.stagingFolder(run.request, again.input.exportId),
      run: 'r',
    };
    const stage = await dependencies.store.openStage(place, { resumeFrom: 'sameRun' });
    await stage.append(await marketoFile(bench, again.input.exportId));
    await stage.close();
    const newer = { ...publish, ...again.input, job: again.job, name: stage.name, generation: 2 };
    await perform(activities.publishFile, newer);
    expect(await manifestOf(bench)).toMatchObject({
      exportId: again.input.exportId,
      supersedes: { generation: 1, exportId: publish.exportId, file: `${publish.exportId}.csv` },
    });
    expect(await publishedFiles(bench.folder)).toContain(`${FOLDER}/${publish.exportId}.csv`);
    // The earlier one, late: what stands stays, and is told as somebody else's.
    expect(await perform(activities.publishFile, publish)).toMatchObject({
      result: { exportId: again.input.exportId, reused: true },
    });
  });

  it('writes warnings into the manifest and the log', async () => {
    const { bench, publish } = await verified();
    const warning = 'Marketo reported 7 records, counted were 400';
    await bench.perform(bench.activities.publishFile, { ...publish, warnings: [warning] });
    expect(await manifestOf(bench)).toMatchObject({ warnings: [warning] });
    expect(bench.logs).toContainEqual(expect.objectContaining({ level: 'WARN', message: warning }));
  });

  it.each([
    ['TSV', 'tsv'],
    ['SSV', 'ssv'],
  ])('gives a %s file the ending .%s', async (format, extension) => {
    const { bench, publish } = await verified({ request: { format } });
    await bench.perform(bench.activities.publishFile, publish);
    expect(await manifestOf(bench)).toMatchObject({ file: `${publish.exportId}.${extension}` });
  });
});

describe('discardStaged', () => {
  it('removes what was staged of the job, and again does nothing', async () => {
    const { bench, verify } = await downloaded();
    const before = await allFiles(bench.folder);
    const { activities, perform } = bench;
    expect(before).toContain(verify.name);
    await perform(activities.discardStaged, verify);
    await perform(activities.discardStaged, verify);
    expect(await allFiles(bench.folder)).toEqual(before.filter((path) => path !== verify.name));
  });
});
