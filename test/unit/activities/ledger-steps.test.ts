import { readdir } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createActivities } from '../../../src/activities/index.ts';
import type { FindAnswer, PublishInput, RunContext, Window } from '../../../src/interface/steps.ts';
import { parseWindowText } from '../../../src/domain/windows.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { createFileStore } from '../../../src/store/file/file-store.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';
import {
  allFiles,
  calls,
  failureOf,
  HOST,
  NOW,
  openWorkbench,
  OTHER_OWNER,
  OWNER,
  POLICY,
  WINDOW,
  type Workbench,
  type WorkbenchOptions,
} from './workbench.ts';

const OVERLAPPING = { startAt: '2026-11-01T12:00:00Z', endAt: '2026-11-02T11:59:59Z' };
const SETTLED = '2026-11-10T00:00:00Z';

function inputs({ run }: Workbench, exportId = 'job-1') {
  return { run, window: WINDOW, owner: OWNER, exportId, after: 0, inherits: false, paid: false };
}

/** Puts a window into the ledger as `publishFile` does. */
async function publishWindow(bench: Workbench, startedAt: string, window: Window = WINDOW) {
  const { activities, perform, dependencies, run } = bench;
  const { store, ledger } = dependencies;
  const folder = ledger.stagingFolder(run.request, 'job-0');
  const stage = await store.openStage({ folder, run: 'r' }, { resumeFrom: 'sameRun' });
  await stage.append(Buffer.from('marketoGUID\n1\n'));
  await stage.close();
  const publish: PublishInput = {
    ...inputs(bench, 'job-0'),
    window,
    generation: 1,
    name: stage.name,
    job: {
      exportId: 'job-0',
      state: 'Completed',
      stateText: 'Completed',
      createdAt: startedAt,
      startedAt,
    },
    file: { sha256: 'a'.repeat(64), bytes: 14, records: 1, columns: ['marketoGUID'] },
    warnings: [],
  };
  await perform(activities.claimWindow, { ...publish, after: 0, inherits: false });
  await perform(activities.publishFile, publish);
}

describe('claimWindow', () => {
  it('answers "own", again when it is repeated', async () => {
    const bench = await openWorkbench();
    const { activities, perform } = bench;
    const own = { answer: 'own', generation: 1 };
    expect(await perform(activities.claimWindow, inputs(bench))).toEqual(own);
    expect(await perform(activities.claimWindow, inputs(bench))).toEqual(own);
    expect((await allFiles(bench.folder)).filter((path) => path.includes('.claims/'))).toHaveLength(
      1,
    );
  });

  it('answers "another" with the job and the run that were faster', async () => {
    const bench = await openWorkbench();
    const { activities, perform } = bench;
    await perform(activities.claimWindow, { ...inputs(bench, 'job-2'), owner: OTHER_OWNER });
    expect(await perform(activities.claimWindow, inputs(bench))).toEqual({
      answer: 'another',
      exportId: 'job-2',
      generation: 1,
      ownerWorkflowId: OTHER_OWNER.workflowId,
    });
  });

  it('answers "moved" when the window was published since it was looked at', async () => {
    const bench = await openWorkbench();
    await publishWindow(bench, SETTLED);
    expect(await bench.perform(bench.activities.claimWindow, inputs(bench))).toEqual({
      answer: 'moved',
    });
  });

  it('answers "overlaps" with the claim’s holder and window, and gives its own up', async () => {
    const bench = await openWorkbench();
    const { activities, perform } = bench;
    const other = { ...inputs(bench, 'job-2'), window: OVERLAPPING, owner: OTHER_OWNER };
    await perform(activities.claimWindow, other);
    const answer = await perform(activities.claimWindow, inputs(bench));
    expect(answer).toEqual({
      answer: 'overlaps',
      note: `the run backfill has claimed ${OVERLAPPING.startAt} … ${OVERLAPPING.endAt}, which overlaps`,
    });
    expect(await perform(activities.claimWindow, other)).toEqual({ answer: 'own', generation: 1 });
  });

  it('heartbeats before it writes: from then on it counts what it may take, as Temporal does', async () => {
    const bench = await openWorkbench();
    const attempt = bench.attempt();
    await attempt.run(bench.activities.claimWindow, inputs(bench));
    expect(attempt.heartbeats).toHaveLength(1);
  });

  it('leaves an overlap to a repetition when it has taken too long: that one may go by the claim already', async () => {
    const bench = await openWorkbench();
    const { activities, perform } = bench;
    const other = { ...inputs(bench, 'job-2'), window: OVERLAPPING, owner: OTHER_OWNER };
    await perform(activities.claimWindow, other);
    const stopped = bench.attempt({ heartbeatTimeoutMs: 0 });
    expect(await failureOf(stopped.run(activities.claimWindow, inputs(bench)))).toMatchObject({
      nonRetryable: false,
    });
    const { ledger } = bench.dependencies;
    const { claim } = await ledger.window(bench.run.request, parseWindowText(WINDOW));
    expect(claim).toMatchObject({ exportId: 'job-1', generation: 1 });
    // The repetition cannot know whether the job was enqueued since: the status has to tell.
    expect(await perform(activities.claimWindow, inputs(bench))).toEqual({ answer: 'moved' });
  });

  it('only tells of an overlap when the claim stands: its job is to be cancelled before it is given up', async () => {
    const bench = await openWorkbench();
    const { activities, perform, dependencies, run } = bench;
    await perform(activities.claimWindow, inputs(bench));
    await publishWindow(bench, SETTLED, OVERLAPPING);
    const standing = { ...inputs(bench), standing: true };
    expect(await perform(activities.claimWindow, standing)).toMatchObject({ answer: 'overlaps' });
    const { claim } = await dependencies.ledger.window(run.request, parseWindowText(WINDOW));
    expect(claim).toMatchObject({ exportId: 'job-1', generation: 1 });
  });

  it('answers "overlaps" for a published window too', async () => {
    const bench = await openWorkbench();
    await publishWindow(bench, SETTLED, OVERLAPPING);
    expect(await bench.perform(bench.activities.claimWindow, inputs(bench))).toMatchObject({
      answer: 'overlaps',
      note: expect.stringContaining('another run has published') as string,
    });
  });
});

describe('releaseClaim', () => {
  it('gives the window up once: whoever writes the next generation first has it', async () => {
    const bench = await openWorkbench();
    const { activities, perform } = bench;
    await perform(activities.claimWindow, inputs(bench));
    const release = { ...inputs(bench), after: 1, reason: 'Failed' };
    const released = { released: true, published: false };
    expect(await perform(activities.releaseClaim, release)).toEqual(released);
    expect(await perform(activities.releaseClaim, release)).toEqual(released);
    const late = { ...release, owner: OTHER_OWNER };
    expect(await perform(activities.releaseClaim, late)).toEqual({
      released: false,
      published: false,
    });
    expect(await perform(activities.findWindow, inputs(bench))).toEqual({
      answer: 'nothing',
      generation: 2,
      seenManifest: 0,
    });
  });
});

describe('findWindow', () => {
  it('answers "nothing" for a window that the ledger does not know', async () => {
    const bench = await openWorkbench();
    expect(await bench.perform(bench.activities.findWindow, inputs(bench))).toEqual({
      answer: 'nothing',
      generation: 0,
      seenManifest: 0,
    });
  });

  it.each([
    { by: 'this run', owner: OWNER, closed: false, own: true, ownerClosed: false },
    {
      by: 'this run, whose state nobody asks',
      owner: OWNER,
      closed: true,
      own: true,
      ownerClosed: false,
    },
    { by: 'an open run', owner: OTHER_OWNER, closed: false, own: false, ownerClosed: false },
    { by: 'a closed run', owner: OTHER_OWNER, closed: true, own: false, ownerClosed: true },
    {
      by: 'an earlier run of the same workflow id',
      owner: { ...OWNER, firstRunId: 'run-0' },
      closed: true,
      own: false,
      ownerClosed: true,
    },
  ])('answers the job that $by has claimed', async ({ owner, closed, own, ownerClosed }) => {
    const bench = await openWorkbench({
      change: ({ runs }) => ({ runs: { ...runs, isClosed: () => Promise.resolve(closed) } }),
    });
    const { activities, perform } = bench;
    await perform(activities.claimWindow, { ...inputs(bench), owner });
    expect(await perform(activities.findWindow, inputs(bench))).toEqual({
      answer: 'claimed',
      exportId: 'job-1',
      generation: 1,
      own,
      adopted: !own,
      ownerClosed,
      ownerWorkflowId: owner.workflowId,
    });
  });

  it.each([
    { by: 'this one', windowWorkflowId: 'test', ownerClosed: false },
    {
      by: 'an earlier one',
      windowWorkflowId: 'before-the-reset',
      ownerClosed: true,
    },
  ])('tells which workflow of this run has claimed the window: $by', async (each) => {
    const bench = await openWorkbench();
    const { windowWorkflowId, ownerClosed } = each;
    const { ledger } = bench.dependencies;
    const claim = { after: 0, exportId: 'job-1', owner: OWNER, at: SETTLED, windowWorkflowId };
    await ledger.claim(bench.run.request, parseWindowText(WINDOW), claim);
    expect(await bench.perform(bench.activities.findWindow, inputs(bench))).toMatchObject({
      own: true,
      adopted: false,
      ownerClosed,
    });
  });

  it('tells a workflow of this run that was held up that a later one has claimed the window', async () => {
    const isLater = (other: string) => Promise.resolve(other === 'after-the-reset');
    const bench = await openWorkbench({ change: ({ runs }) => ({ runs: { ...runs, isLater } }) });
    const by = { owner: OWNER, windowWorkflowId: 'after-the-reset' };
    const claim = { after: 0, exportId: 'job-1', at: SETTLED, ...by };
    await bench.dependencies.ledger.claim(bench.run.request, parseWindowText(WINDOW), claim);
    expect(await bench.perform(bench.activities.findWindow, inputs(bench))).toEqual({
      answer: 'superseded',
      byWorkflowId: 'after-the-reset',
    });
  });

  it('remembers of a job that it was taken over, and was not made by this run', async () => {
    const bench = await openWorkbench();
    const { activities, perform } = bench;
    await perform(activities.claimWindow, { ...inputs(bench), owner: OTHER_OWNER });
    await perform(activities.claimWindow, { ...inputs(bench), after: 1, inherits: true });
    expect(await perform(activities.findWindow, inputs(bench))).toMatchObject({
      generation: 2,
      own: true,
      adopted: true,
    });
  });

  it.each<[string, string, string, FindAnswer['answer'], boolean]>([
    ['a final window', NOW, SETTLED, 'published', false],
    [
      'a provisional one that has not settled',
      '2026-11-02T01:59:59Z',
      '2026-11-02T01:00:00Z',
      'published',
      true,
    ],
    [
      'a provisional one that has settled',
      '2026-11-02T02:00:00Z',
      '2026-11-02T01:00:00Z',
      'nothing',
      true,
    ],
  ])('by Marketo’s clock: %s at %s', async (_what, startTime, startedAt, answer, asksMarketo) => {
    const bench = await openWorkbench({ emulator: { startTime } });
    await publishWindow(bench, startedAt);
    const before = calls(bench, 'identity').length;
    const found = await bench.perform(bench.activities.findWindow, inputs(bench));
    expect(found.answer).toBe(answer);
    expect(calls(bench, 'identity').length > before).toBe(asksMarketo);
    if (found.answer === 'published') {
      expect(found.result).toMatchObject({ exportId: 'job-0', reused: true });
    }
  });

  it('does not count what was exported before the instant of a refresh', async () => {
    const bench = await openWorkbench();
    await publishWindow(bench, SETTLED);
    const refreshed = (refreshBefore: string): RunContext => ({
      ...bench.run,
      request: { ...bench.run.request, refreshBefore },
    });
    const find = (run: RunContext) =>
      bench.perform(bench.activities.findWindow, { ...inputs(bench), run });
    expect(await find(refreshed('2026-11-10T00:00:01Z'))).toMatchObject({ answer: 'nothing' });
    expect(await find(refreshed('2026-11-10T00:00:00Z'))).toMatchObject({ answer: 'published' });
  });
});

describe('planWindows', () => {
  const THREE_DAYS = {
    filter: { createdAt: { startAt: '2026-11-01T00:00:00Z', endAt: '2026-11-03T23:59:59Z' } },
    windowSize: 'P1D',
  };

  it('splits what the ledger does not hold, reuses what it does, and writes nothing', async () => {
    const bench = await openWorkbench({ request: THREE_DAYS });
    const second = { startAt: '2026-11-02T00:00:00Z', endAt: '2026-11-02T23:59:59Z' };
    await publishWindow(bench, SETTLED, second);
    const before = await allFiles(bench.folder);
    const third = { startAt: '2026-11-03T00:00:00Z', endAt: '2026-11-03T23:59:59Z' };
    const plan = await bench.perform(bench.activities.planWindows, {
      run: bench.run,
      explain: true,
    });
    expect(plan).toMatchObject({
      reused: [{ ...second, reused: true, exportId: 'job-0' }],
      todo: [WINDOW, third],
      windows: [
        { ...WINDOW, state: 'missing' },
        { ...second, state: 'final' },
        { ...third, state: 'missing' },
      ],
    });
    expect(await allFiles(bench.folder)).toEqual(before);
  });

  it('needs no Marketo while nothing is provisional', async () => {
    const bench = await openWorkbench({ request: THREE_DAYS });
    await bench.perform(bench.activities.planWindows, { run: bench.run, explain: true });
    expect(bench.emulator.log()).toEqual([]);
  });

  it('refuses more than 1,000 windows, with the ways out', async () => {
    const bench = await openWorkbench({ request: THREE_DAYS });
    const run = { ...bench.run, request: { ...bench.run.request, windowSizeSeconds: 200 } };
    const failure = await failureOf(
      bench.perform(bench.activities.planWindows, { run, explain: false }),
    );
    expect(failure).toMatchObject({ type: 'InvalidRequest', nonRetryable: true });
    expect(failure.message).toContain('1296 windows');
    expect(failure.message).toContain('windowSize');
  });

  it('plans on a store that nobody has written to yet', async () => {
    const bench = await openWorkbench({ request: THREE_DAYS });
    const run = { ...bench.run, storeId: '' };
    expect(
      (await bench.perform(bench.activities.planWindows, { run, explain: false })).todo,
    ).toHaveLength(3);
  });
});

describe('resolveRequest', () => {
  const request = { filter: { createdAt: WINDOW } };
  const resolve = (
    { activities, perform }: Workbench,
    more: Readonly<Record<string, unknown>>,
    dryRun = false,
  ) =>
    perform(activities.resolveRequest, {
      request: { ...request, ...more },
      referenceTimeMs: Date.parse(NOW),
      startTimeMs: Date.now(),
      self: OWNER,
      dryRun,
    });
  const open = (options: WorkbenchOptions = {}) => openWorkbench(options);

  it.each([
    ['an empty folder', 'no store'],
    ['another store', 'the store '],
  ])(
    'waits on %s where the worker is told which store it has, and writes nothing',
    async (where, words) => {
      const bench = await open();
      const empty = await makeTemporaryFolder();
      onTestFinished(empty.remove);
      const store = createFileStore({ root: empty.path });
      if (where === 'another store') await store.identity({ create: true });
      const before = await readdir(empty.path, { recursive: true });
      const expectedStoreId = bench.run.storeId;
      const parts = { ...bench.dependencies, store, ledger: createLedger(store), expectedStoreId };
      const elsewhere = { ...bench, activities: createActivities(parts) };
      const failure = await failureOf(resolve(elsewhere, { dataset: 'nightly' }));
      expect(failure).toMatchObject({ type: 'WrongStore', nonRetryable: false });
      expect(failure.message).toContain(expectedStoreId);
      expect(failure.message).toContain(words);
      expect(await readdir(empty.path, { recursive: true })).toEqual(before);
    },
  );

  it('goes on where the store is the one that the worker is told', async () => {
    const bench = await open();
    const parts = { ...bench.dependencies, expectedStoreId: bench.run.storeId };
    const here = { ...bench, activities: createActivities(parts) };
    expect((await resolve(here, { dataset: 'nightly' })).storeId).toBe(bench.run.storeId);
  });

  it('records defaults, policy and store', async () => {
    const bench = await open();
    expect(await resolve(bench, { dataset: 'nightly' })).toEqual({
      request: {
        version: 1,
        instance: 'default',
        dataset: 'nightly',
        period: WINDOW,
        query: bench.run.request.query,
        windowSizeSeconds: 7 * 86_400,
        concurrency: 2,
        settleSeconds: 7_200,
      },
      policy: POLICY,
      storeId: await bench.dependencies.store.identity({ create: false }),
    });
    expect(bench.emulator.log()).toEqual([]);
  });

  it('writes nothing on a dry run', async () => {
    const bench = await open();
    const before = await allFiles(bench.folder);
    const answer = await resolve(bench, { dataset: 'another' }, true);
    expect(answer.request.dataset).toBe('another');
    expect(await allFiles(bench.folder)).toEqual(before);
  });

  it('makes no store on a dry run where there is none', async () => {
    const bench = await open();
    const store = createMemoryStore();
    const parts = { ...bench.dependencies, store, ledger: createLedger(store) };
    const activities = createActivities(parts);
    expect((await resolve({ ...bench, activities }, {}, true)).storeId).toBe('');
    expect(await store.identity({ create: false })).toBeUndefined();
    expect(await store.list('')).toEqual([]);
  });

  it('binds the dataset, and refuses another query for it with the difference', async () => {
    const bench = await open();
    expect(await allFiles(bench.folder)).toContain('default/nightly/dataset.json');
    for (const dryRun of [false, true]) {
      const other = resolve(bench, { dataset: 'nightly', format: 'TSV' }, dryRun);
      const failure = await failureOf(other);
      expect(failure).toMatchObject({ type: 'DatasetMismatch', nonRetryable: true });
      expect(failure.message).toMatch(/TSV/);
    }
  });

  it('lists every fault at once', async () => {
    const bench = await open();
    const failure = await failureOf(resolve(bench, { concurrency: 0, format: 'XML', fieldz: [] }));
    expect(failure).toMatchObject({ type: 'InvalidRequest', nonRetryable: true });
    for (const path of ['concurrency', 'format', 'fieldz']) expect(failure.message).toContain(path);
  });

  it('waits for a newer worker when the request is of a newer version', async () => {
    const failure = await failureOf(resolve(await open(), { version: 2, unheardOf: true }));
    expect(failure).toMatchObject({ type: 'WorkerTooOld', nonRetryable: false });
  });

  it('refuses what could not be decoded, with the reason', async () => {
    const { activities, perform } = await open();
    const undecodable = { undecodablePayload: 'Unknown encoding: json/pain' };
    const referenceTimeMs = Date.parse(NOW);
    const times = { referenceTimeMs, startTimeMs: 0 };
    const input = { ...times, self: OWNER, request: undecodable, dryRun: false };
    const failure = await failureOf(perform(activities.resolveRequest, input));
    expect(failure).toMatchObject({ type: 'InvalidRequest', nonRetryable: true });
    expect(failure.message).toContain('json/pain');
  });

  it.each([
    ['an instant', '2026-11-15T00:00:00Z', '2026-11-15T00:00:00Z'],
    ['false', false, undefined],
  ])('takes refresh: %s as it is', async (_what, refresh, before) => {
    const { request: resolved } = await resolve(await open(), { refresh });
    expect(resolved.refreshBefore).toBe(before);
  });

  it('takes refresh: true for the first run’s start, told by Marketo’s clock', async () => {
    const { activities, attempt } = await open();
    const startTimeMs = 1_000_000; // by Temporal's clock, which this worker's need not agree with
    const scheduled = { currentAttemptScheduledTimestampMs: startTimeMs + 3_600_000 };
    const { request: resolved } = await attempt(scheduled).run(activities.resolveRequest, {
      request: { ...request, refresh: true },
      referenceTimeMs: Date.parse(NOW),
      startTimeMs,
      self: OWNER,
      dryRun: false,
    });
    const anHourAgo = Date.parse(NOW) - 3_600_000;
    const refreshBefore = Date.parse(resolved.refreshBefore ?? '');
    expect(refreshBefore).toBe(anHourAgo);
  });
});

describe('another store than the run began on', () => {
  const job = { exportId: 'job-1', state: 'Completed', stateText: 'Completed' } as const;
  const file = { sha256: 'a'.repeat(64), bytes: 1, records: 0, columns: [] };
  const name = 'default/nightly/.staging/job-1/r-0000000000000000.part';

  it.each<[string, (bench: Workbench, run: RunContext) => Promise<unknown>]>([
    [
      'planWindows',
      ({ activities, perform }, run) => perform(activities.planWindows, { run, explain: false }),
    ],
    [
      'findWindow',
      (bench, run) => bench.perform(bench.activities.findWindow, { ...inputs(bench), run }),
    ],
    [
      'claimWindow',
      (bench, run) => bench.perform(bench.activities.claimWindow, { ...inputs(bench), run }),
    ],
    [
      'releaseClaim',
      (bench, run) =>
        bench.perform(bench.activities.releaseClaim, { ...inputs(bench), run, reason: 'Failed' }),
    ],
    [
      'downloadFile',
      (bench, run) =>
        bench.perform(bench.activities.downloadFile, {
          ...inputs(bench),
          run,
          fileSize: 1,
          windowRun: 'r',
          round: 0,
        }),
    ],
    [
      'verifyFile',
      (bench, run) =>
        bench.perform(bench.activities.verifyFile, { ...inputs(bench), run, name, bytes: 1, job }),
    ],
    [
      'publishFile',
      (bench, run) =>
        bench.perform(bench.activities.publishFile, {
          ...inputs(bench),
          run,
          name,
          job,
          file,
          generation: 1,
          warnings: [],
        }),
    ],
    [
      'discardStaged',
      (bench, run) => bench.perform(bench.activities.discardStaged, { ...inputs(bench), run }),
    ],
  ])(
    'stops %s, retryably, naming the host and both stores, before it calls or writes',
    async (_name, step) => {
      const bench = await openWorkbench();
      const here = await bench.dependencies.store.identity({ create: false });
      const before = await allFiles(bench.folder);
      const failure = await failureOf(step(bench, { ...bench.run, storeId: 'the-other-store' }));
      expect(failure).toMatchObject({ type: 'WrongStore', nonRetryable: false });
      for (const words of [HOST, 'the-other-store', here, bench.dependencies.store.uri]) {
        expect(failure.message).toContain(words);
      }
      expect(await allFiles(bench.folder)).toEqual(before);
      expect(bench.emulator.log()).toEqual([]);
    },
  );

  it('is told from a store that nobody has written to', async () => {
    const bench = await openWorkbench({
      store: (store) => ({
        ...store,
        identity: ({ create }) =>
          create ? store.identity({ create }) : Promise.resolve(undefined),
      }),
    });
    const find = bench.perform(bench.activities.findWindow, inputs(bench));
    expect((await failureOf(find)).message).toContain('no store yet');
  });
});
