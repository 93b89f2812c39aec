import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/index.ts';
import { POLL_NOW_SIGNAL } from '../../src/interface/names.ts';
import type { WindowStatus } from '../../src/interface/status.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { startInProcessWorker } from '../support/in-process-worker.ts';
import { visibleFiles } from '../support/published.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';
import { temporalAddress } from '../support/temporal-server.ts';
import { cancellationMemo, extractStatus, windowWhere } from '../support/windows.ts';

const FULL_QUEUE = { otherTools: { running: 0, queued: 10 } };
const NO_TOOLS = { otherTools: { running: 0, queued: 0 } };

interface Phase {
  readonly phase: string;
  readonly dataset: string;
  readonly arrange: (emulator: Emulator) => void;
  readonly reached: (status: WindowStatus) => boolean;
}

const BEFORE_COMPLETION: readonly Phase[] = [
  {
    phase: 'created',
    dataset: 'created',
    arrange: (emulator) => void emulator.setEnvironment(FULL_QUEUE),
    reached: ({ waitingFor }) => /queue is full/.test(waitingFor ?? ''),
  },
  {
    phase: 'queued',
    dataset: 'queued',
    arrange: (emulator) => void emulator.setEnvironment({ hold: { queued: true } }),
    reached: ({ jobState }) => jobState === 'Queued',
  },
  {
    phase: 'processing',
    dataset: 'processing',
    arrange: (emulator) => void emulator.setEnvironment({ hold: { processing: true } }),
    reached: ({ jobState }) => jobState === 'Processing',
  },
];

describe.each([
  { name: 'a fresh run', env: {}, continuedAsNew: false },
  {
    name: 'a window that has continued as new',
    env: { EXTRACT_EVENT_BUDGET: '60' },
    continuedAsNew: true,
  },
])('cancelling $name', ({ env, continuedAsNew }) => {
  let at: Installation;
  beforeAll(async () => {
    at = await install({ env });
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it.each(BEFORE_COMPLETION)(
    'while its job is $phase cancels the job at Marketo, publishes nothing and frees the window',
    async ({ dataset, arrange, reached }) => {
      arrange(at.emulator);
      const request = requestFor('2026-10-01', '2026-10-03', { dataset });
      const handle = await startExtract(at, request);
      const { status } = await windowWhere(at.client, handle.workflowId, dataset, reached);
      if (continuedAsNew) await windowHasContinued(at, handle.workflowId);

      await handle.cancel();
      await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });

      const job = at.emulator.jobs().find(({ exportId }) => exportId === status.exportId);
      expect(job?.state).toBe('Cancelled');
      expect(await cancellationMemo(at.client, handle.workflowId)).toEqual([
        expect.objectContaining({ exportId: status.exportId, outcome: 'cancelled' }),
      ]);
      expect(await filesOf(at, dataset)).toEqual([]);

      at.emulator.setEnvironment({ hold: false, ...NO_TOOLS });
      const again = await runExtract(at, request);
      expect(again.windows[0]!.exportId).not.toBe(status.exportId);
    },
  );

  it('while downloading leaves the paid job to the next run, which goes on with its file', async () => {
    at.emulator.addFaults({ on: 'file', do: { stallAfterBytes: 50_000 } });
    const request = requestFor('2026-10-01', '2026-10-03', { dataset: 'downloading' });
    const handle = await startExtract(at, request);
    const { status } = await windowWhere(
      at.client,
      handle.workflowId,
      'downloading',
      ({ phase }) => phase === 'downloading',
    );
    await expect.poll(() => bytesSent(at, status.exportId), { timeout: 30_000 }).toBe(50_000);
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });

    expect(await cancellationMemo(at.client, handle.workflowId)).toEqual([
      expect.objectContaining({ exportId: status.exportId, outcome: 'alreadyCompleted' }),
    ]);
    expect(await filesOf(at, 'downloading')).toEqual([]);

    at.emulator.clearFaults();
    const again = await runExtract(at, request);
    expect(again.windows[0]!.exportId).toBe(status.exportId);
    expect(bytesSent(at, status.exportId)).toBe(again.bytes); // nothing was fetched twice
  });
});

it('cancelling while verifying publishes nothing, and the next run adopts the paid file', async () => {
  await using at = await install({ workers: 0 });
  const verifying = deferred();
  const worker = await startInProcessWorker({
    env: at.env,
    address: temporalAddress(),
    change: (dependencies) => ({
      ...dependencies,
      store: {
        ...dependencies.store,
        readStage: async (name) => {
          verifying.resolve();
          const read = await dependencies.store.readStage(name);
          return { ...read, body: endless(read.body) };
        },
      },
    }),
  });
  const request = requestFor('2026-10-01', '2026-10-02');
  const handle = await startExtract(at, request);
  await verifying.promise;
  await handle.cancel();
  await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect(await cancellationMemo(at.client, handle.workflowId)).toEqual([
    expect.objectContaining({ outcome: 'alreadyCompleted' }),
  ]);
  expect((await visibleFiles(at.folder)).filter((path) => !path.endsWith('dataset.json'))).toEqual(
    [],
  );
  await worker.stop();

  await at.startWorkerHere();
  const again = await runExtract(at, request);
  expect(at.emulator.acceptedEnqueues().map(({ acceptedEnqueues }) => acceptedEnqueues)).toEqual([
    1,
  ]);
  expect(bytesSent(at, again.windows[0]!.exportId)).toBe(again.bytes);
});

it('a parent that has continued as new still reaches its windows with pollNow and with a cancel', async () => {
  await using at = await install({
    env: {
      EXTRACT_EVENT_BUDGET: '60',
      EXTRACT_POLL_INTERVAL: '10m',
      EXTRACT_LATE_POLL_INTERVAL: '10m',
    },
  });
  const handle = await startExtract(
    at,
    requestFor('2026-08-01', '2026-08-31', { windowSize: 'P1D', concurrency: 1 }),
  );
  const isProcessing = ({ jobState }: WindowStatus) => jobState === 'Processing';
  const processing = () =>
    windowWhere(at.client, handle.workflowId, 'a window that waits for its job', isProcessing);

  await eventually('the parent continues as new', async () => {
    await handle.signal(POLL_NOW_SIGNAL); // whichever window waits for ten minutes
    return (await hasContinued(at, handle.workflowId)) ? true : undefined;
  });
  at.emulator.setEnvironment({ hold: { processing: true } });
  const waiting = await processing();
  at.emulator.setEnvironment({ hold: false });
  await at.emulator.settle();
  await handle.signal(POLL_NOW_SIGNAL);
  await expect(at.client.workflow.getHandle(waiting.windowId).result()).resolves.toMatchObject({
    outcome: 'published',
  });

  at.emulator.setEnvironment({ hold: { processing: true } });
  const { status } = await processing();
  await handle.cancel();
  await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  const job = at.emulator.jobs().find(({ exportId }) => exportId === status.exportId);
  expect(job?.state).toBe('Cancelled');
  expect(await cancellationMemo(at.client, handle.workflowId)).toEqual([
    expect.objectContaining({ exportId: status.exportId, outcome: 'cancelled' }),
  ]);
});

it('a run that is cancelled cancels the job of a window that was terminated by hand, too', async () => {
  await using at = await install();
  at.emulator.setEnvironment({ hold: { processing: true } });
  const days = { windowSize: 'P1D', concurrency: 2 };
  const run = await startExtract(at, requestFor('2026-10-01', '2026-10-02', days));
  await eventually(
    'both jobs are queued',
    () => at.emulator.acceptedEnqueues().length === 2 || undefined,
  );
  const { windowId } = await windowWhere(
    at.client,
    run.workflowId,
    'one of them is polled',
    ({ jobState }) => jobState !== undefined,
  );
  await at.client.workflow.getHandle(windowId).terminate('by hand');
  await eventually('the run has noticed', async () => {
    const { failed } = await extractStatus(at.client, run.workflowId);
    return failed.length === 1 || undefined;
  });
  await run.cancel();
  await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect(at.emulator.jobs().map(({ state }) => state)).toEqual(['Cancelled', 'Cancelled']);
  const memo = await cancellationMemo(at.client, run.workflowId);
  expect(memo).toMatchObject([{ outcome: 'cancelled' }, { outcome: 'cancelled' }]);
});

async function windowHasContinued({ client }: Installation, workflowId: string): Promise<void> {
  const { windowId } = await windowWhere(client, workflowId, 'a window', () => true);
  await eventually('the window continues as new', async () =>
    (await hasContinued({ client }, windowId)) ? true : undefined,
  );
}

async function hasContinued({ client }: Pick<Installation, 'client'>, workflowId: string) {
  const { runId, raw } = await client.workflow.getHandle(workflowId).describe();
  return raw.workflowExecutionInfo?.firstRunId !== runId;
}

async function filesOf({ folder }: Installation, dataset: string): Promise<string[]> {
  const files = await visibleFiles(folder);
  return files.filter((path) => path.includes(`/${dataset}/`) && !path.endsWith('dataset.json'));
}

/** Bytes of the export's file that the emulator has sent, over all calls. */
function bytesSent({ emulator }: Installation, exportId: string | undefined): number {
  return emulator
    .log()
    .filter((call) => call.operation === 'file' && call.exportId === exportId)
    .reduce((sum, call) => sum + call.sentBytes, 0);
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** So slow that nobody waits for its end. */
async function* endless(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    for (const byte of chunk) {
      yield Uint8Array.of(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
