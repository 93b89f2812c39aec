import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { PAYLOAD_CONVERTER_PATH } from '../../src/worker/workflow-bundle.ts';
import { eventually } from '../support/eventually.ts';
import { isOlderThan, previousVersion, whyNoHistory } from '../support/git-history.ts';
import { install, type Installation } from '../support/extraction.ts';
import { recordedHistories, type RecordedHistory, withoutMachine } from '../support/histories.ts';
import '../support/quiet-runtime.ts';
import { requestFor, startExtract } from '../support/requests.ts';
import { workflowBundle } from '../support/temporal-server.ts';
import { windowWhere } from '../support/windows.ts';

const FOLDER = new URL('histories/', import.meta.url);
/** `RECORD_HISTORIES=0.1.0 npx vitest run --project server test/workflows/histories.test.ts` adds a release's. */
const RECORD_AS = process.env['RECORD_HISTORIES'];

const noHistory = whyNoHistory();
if (noHistory !== undefined) console.warn(`The age of histories is not looked at: ${noHistory}`);

const stored = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));

describe('histories of earlier releases', () => {
  it.skipIf(noHistory !== undefined)(
    'some of them are older than the workflow code that replays them',
    () => {
      const before = previousVersion('src/workflows')!;
      const paths = stored.map((name) => `test/workflows/histories/${name}`);
      const older = paths.find((path) => isOlderThan(before, path));
      expect(older, 'keep histories of an earlier release beside new ones').toBeDefined();
    },
  );

  const replayed = new Map<string, Error | undefined>();
  beforeAll(async () => {
    const texts = await Promise.all(stored.map((name) => readFile(new URL(name, FOLDER), 'utf8')));
    const errors = await replay(texts.map((text) => JSON.parse(text) as RecordedHistory));
    for (const [index, name] of stored.entries()) replayed.set(name, errors[index]);
  });

  it.each(stored)('%s replays without a determinism error', (name) => {
    expect(replayed.has(name)).toBe(true);
    expect(replayed.get(name)).toBeUndefined();
  });
});

interface Scenario {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: (at: Installation, workflowId: string) => Promise<unknown>;
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'two-windows',
    run: async (at, id) =>
      (await startExtract(at, requestFor('2026-10-01', '2026-10-14'), id)).result(),
  },
  {
    name: 'failed-job-replaced',
    run: async (at, id) => {
      at.emulator.setEnvironment({ hold: { processing: true } });
      const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-02'), id);
      const { status } = await windowWhere(at.client, id, 'processing', isProcessing);
      await at.emulator.setJobState(status.exportId!, 'Failed', 'made to fail');
      at.emulator.setEnvironment({ hold: false });
      return handle.result();
    },
  },
  {
    name: 'cancelled-while-processing',
    run: async (at, id) => {
      at.emulator.setEnvironment({ hold: { processing: true } });
      const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-02'), id);
      await windowWhere(at.client, id, 'processing', isProcessing);
      await handle.cancel();
      await handle.result().catch(() => undefined);
    },
  },
  {
    name: 'continued-as-new',
    env: { EXTRACT_EVENT_BUDGET: '60' },
    run: async (at, id) => {
      const request = requestFor('2026-10-01', '2026-10-12', { windowSize: 'P1D' });
      return (await startExtract(at, request, id)).result();
    },
  },
  {
    name: 'refused',
    run: async (at, id) =>
      (await startExtract(at, { nonsense: true }, id)).result().catch(() => undefined),
  },
];

describe('histories of this build', () => {
  it.each(SCENARIOS)('$name replays, parent and windows', async ({ name, env, run }) => {
    await using at = await install({ ...(env === undefined ? {} : { env }) });
    const workflowId = `history-${name}-${at.taskQueue}`;
    await run(at, workflowId);
    const histories = await closedHistories(at, workflowId);
    expect(await replay(histories)).toEqual(histories.map(() => undefined));
    if (RECORD_AS !== undefined) await store(name, histories, at.folder, RECORD_AS);
  });
});

it('a history that the workflow code cannot have made is refused', async () => {
  const text = await readFile(new URL(stored[0]!, FOLDER), 'utf8');
  const forged = text
    .replaceAll('"resolveRequest"', '"planWindows"')
    .replaceAll('"findWindow"', '"createJob"');
  expect(forged).not.toBe(text);
  const sound = await readFile(new URL(stored[1]!, FOLDER), 'utf8');
  const histories = [forged, sound].map((each) => JSON.parse(each) as RecordedHistory);
  const [error, ...others] = await replay(histories);
  expect(error).toBeInstanceOf(DeterminismViolationError);
  expect(others).toEqual([undefined]);
});

function isProcessing({ jobState }: { jobState?: string }): boolean {
  return jobState === 'Processing';
}

/** The visibility store lags a little behind. */
function closedHistories({ client }: Installation, workflowId: string): Promise<RecordedHistory[]> {
  return eventually('every run is listed as closed', async () => {
    const open = client.workflow.list({
      query: `(WorkflowId = '${workflowId}' OR WorkflowId STARTS_WITH '${workflowId}/') AND ExecutionStatus = 'Running'`,
    });
    for await (const _run of open) return undefined;
    const histories = await recordedHistories(client, workflowId);
    return histories.length > 0 ? histories : undefined;
  });
}

/** What each of them ends with, undefined when it replays: one after the other in one worker, since to start one takes longer. */
async function replay(histories: readonly RecordedHistory[]): Promise<(Error | undefined)[]> {
  const options = {
    workflowBundle: { codePath: workflowBundle() },
    dataConverter: { payloadConverterPath: PAYLOAD_CONVERTER_PATH },
  };
  const errors: (Error | undefined)[] = [];
  for await (const { error } of Worker.runReplayHistories(options, histories)) errors.push(error);
  expect(errors).toHaveLength(histories.length);
  return errors;
}

async function store(
  name: string,
  histories: readonly RecordedHistory[],
  folder: string,
  release: string,
): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  // Windows of one run are alike: two of them say it all.
  const windows = histories.filter(({ workflowId }) => workflowId.includes('/')).slice(0, 2);
  const kept = [...histories.filter(({ workflowId }) => !workflowId.includes('/')), ...windows];
  for (const [index, { workflowId, history }] of kept.entries()) {
    const file = new URL(`${release}-${name}-${index}.json`, FOLDER);
    const clean = { workflowId, history: withoutMachine(history, folder) };
    await writeFile(file, `${JSON.stringify(clean)}\n`);
  }
}
