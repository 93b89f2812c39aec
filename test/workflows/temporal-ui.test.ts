import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startExtract as startByClient } from '../../src/client/start-extract.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { requestFor, startExtract } from '../support/requests.ts';
import { windowWhere } from '../support/windows.ts';

const SUMMARY_BYTES = 200;

let at: Installation;
beforeAll(async () => {
  at = await install({ env: { EXTRACT_REPLACEMENTS: '0' } });
});
afterEach(() => void at.emulator.setEnvironment({ hold: false }));
afterAll(() => at[Symbol.asyncDispose]());

interface Described {
  readonly name?: string;
  readonly description?: string;
}

/** Of `temporal.api.sdk.v1.WorkflowMetadata`. */
interface Metadata {
  readonly currentDetails?: string;
  readonly definition?: {
    readonly queryDefinitions?: readonly Described[];
    readonly signalDefinitions?: readonly Described[];
    readonly updateDefinitions?: readonly Described[];
  };
}

/** As the page of a workflow asks for it. */
async function metadata(handle: Pick<WorkflowHandle, 'query'>) {
  return handle.query<Metadata>('__temporal_workflow_metadata');
}

function window(windowId: string) {
  return at.client.workflow.getHandle(windowId);
}

/** Of the activities and timers of a history, in order. */
async function summaries(workflowId: string): Promise<string[]> {
  const { events } = await at.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? [])
    .filter(
      ({ activityTaskScheduledEventAttributes, timerStartedEventAttributes }) =>
        activityTaskScheduledEventAttributes ?? timerStartedEventAttributes,
    )
    .map(({ userMetadata }) => {
      const data = userMetadata?.summary?.data;
      return data ? (JSON.parse(Buffer.from(data).toString('utf8')) as string) : '';
    });
}

describe('what the Temporal UI shows of a run', () => {
  let runId: string;
  let windowId: string;
  let exportId: string;

  it('while it goes on: what is asked for, how far it is, where its windows are', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const request = {
      dataset: 'shown',
      filter: {
        createdAt: { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-02T23:59:59Z' },
        activityTypeIds: [2, 1],
      },
    };
    const { workflowId } = await startByClient(at.client, request, { taskQueue: at.taskQueue });
    runId = workflowId;
    const found = await windowWhere(
      at.client,
      workflowId,
      'a wait while Marketo works',
      ({ jobState, nextTryAt }) => jobState === 'Processing' && nextTryAt !== undefined,
    );
    windowId = found.windowId;
    exportId = found.status.exportId ?? '';
    const { currentDetails } = await metadata(at.client.workflow.getHandle(workflowId));
    const page = `/namespaces/default/workflows/${encodeURIComponent(windowId)}`;
    expect(currentDetails?.split('\n').slice(0, 16)).toEqual([
      '**Exporting**',
      '',
      '- **Period:** 2026-10-01 – 2026-10-02',
      '- **Dataset:** `shown` of instance `default`',
      '- **Activity types:** Visit Webpage (1), Fill Out Form (2)',
      '- **Windows:** 0 of 1 published, 1 in flight',
      '- **Records:** 0',
      '- **Size:** 0 B',
      '- **At once:** 2 windows',
      '',
      '**In flight**',
      '',
      `- [2026-10-01 – 2026-10-02](${page})`,
      '',
      'What you can do:',
      '',
    ]);
    expect(currentDetails).toContain('send the signal `pollNow`');
  });

  it('and of its window: the export id, what is waited for, and until when', async () => {
    const { currentDetails } = await metadata(window(windowId));
    expect(currentDetails).toMatch(/^\*\*Marketo is working on the job\*\*\n/);
    for (const line of [
      '- **Window:** 2026-10-01 – 2026-10-02',
      `- **Export id:** \`${exportId}\``,
      '- **State at Marketo:** Processing',
      '- **Waiting for:** job is Processing',
      '- **Activity types:** Visit Webpage (1), Fill Out Form (2)',
    ]) {
      expect(currentDetails?.split('\n')).toContain(line);
    }
    expect(currentDetails).toMatch(/\*\*Next look:\*\* \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/);
    expect(currentDetails).toContain('send the signal `pollNow`');
  });

  it.each([
    { whose: 'the run', queries: ['status'], signals: ['pause', 'pollNow', 'resume'] },
    { whose: 'a window', queries: ['status'], signals: ['pollNow'] },
  ])('every query, signal and update of $whose is described', async (expected) => {
    const handle = expected.whose === 'the run' ? at.client.workflow.getHandle(runId) : undefined;
    const { definition } = await metadata(handle ?? window(windowId));
    const { queryDefinitions, signalDefinitions, updateDefinitions } = definition ?? {};
    const all = [queryDefinitions, signalDefinitions, updateDefinitions].flatMap((of) => of ?? []);
    const ours = all.filter(({ name }) => !name?.startsWith('__'));
    expect(ours.filter(({ description = '' }) => description.length < 20)).toEqual([]);
    const names = ours.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...expected.queries, ...expected.signals]));
  });

  it('in lists: period and dataset, of the run and of the window', async () => {
    for (const id of [runId, windowId]) {
      const { staticSummary, staticDetails } = {
        staticSummary: await at.client.workflow
          .getHandle(id)
          .describe()
          .then((d) => d.staticSummary()),
        staticDetails: await at.client.workflow
          .getHandle(id)
          .describe()
          .then((d) => d.staticDetails()),
      };
      expect(staticSummary).toBe('shown: 2026-10-01 – 2026-10-02');
      expect(staticDetails).toContain('current details');
    }
  });

  it('in the history: a line for every step and every wait, polls counted', async () => {
    at.emulator.setEnvironment({ hold: false });
    await at.client.workflow.getHandle(runId).result();
    const ofRun = await summaries(runId);
    expect(ofRun).toEqual([
      'check the request and fill in the defaults',
      'plan the windows of 2026-10-01 – 2026-10-02',
    ]);
    const ofWindow = await summaries(windowId);
    expect(ofWindow.filter((line) => line === '')).toEqual([]);
    const polls = ofWindow.filter((line) => line.startsWith('poll #'));
    expect(polls).toEqual(polls.map((_, index) => `poll #${index + 1} of job ${exportId}`));
    expect(ofWindow.some((line) => /^job is Processing; next try 2\S+Z$/.test(line))).toBe(true);
    expect(
      ofWindow.filter((line) => /^(download|read back) [\d.]+ [kM]?B of job/.test(line)),
    ).toHaveLength(2);
    const bytes = [...ofRun, ...ofWindow].map((line) => Buffer.byteLength(line));
    expect(Math.max(...bytes)).toBeLessThanOrEqual(SUMMARY_BYTES);
  });

  it('in the end: the files, with the export id of each', async () => {
    const { currentDetails } = await metadata(at.client.workflow.getHandle(runId));
    expect(currentDetails).toMatch(/^\*\*Done: the files are in the result\*\*\n/);
    expect(currentDetails).toMatch(
      new RegExp(`- 2026-10-01 – 2026-10-02: [\\d,]+ records, \\S+ kB, export id \`${exportId}\``),
    );
    const ofWindow = await metadata(window(windowId));
    expect(ofWindow.currentDetails).toMatch(/^\*\*Published\*\*\n/);
  });

  it('nothing is set that the namespace does not know: without registration there is no search attribute', async () => {
    for (const id of [runId, windowId]) {
      const { events } = await at.client.workflow.getHandle(id).fetchHistory();
      const upserts = (events ?? []).filter(
        ({ upsertWorkflowSearchAttributesEventAttributes: upsert }) => upsert,
      );
      expect(upserts).toEqual([]);
    }
  });
});

it('of a failed run: which window, why, and what to do', async () => {
  at.emulator.setEnvironment({ hold: { processing: true } });
  const request = requestFor('2026-10-05', '2026-10-05', { dataset: 'failing' });
  const handle = await startExtract(at, request, `ui-${randomUUID()}`);
  const { status, windowId } = await windowWhere(
    at.client,
    handle.workflowId,
    'a job that Marketo works on',
    ({ jobState }) => jobState === 'Processing',
  );
  await at.emulator.setJobState(status.exportId!, 'Failed', 'disk <full> *again*');
  await handle.result().catch(() => undefined);
  const { currentDetails } = await metadata(handle);
  expect(currentDetails).toMatch(/^\*\*Failed\*\*\n/);
  expect(currentDetails).toContain(
    String.raw`- 2026-10-05: ${'`'}JobFailed${'`'} Marketo failed the job: disk \<full\> \*again\*`,
  );
  expect(currentDetails).toContain('What to do: start the same request again');
  expect((await metadata(window(windowId))).currentDetails).toMatch(/^\*\*Failed\*\*\n/);
});

it('of a cancelled run: what became of the job, in its details and readable in its memo', async () => {
  at.emulator.setEnvironment({ hold: { processing: true } });
  const request = requestFor('2026-10-06', '2026-10-06', { dataset: 'cancelled' });
  const handle = await startExtract(at, request, `ui-${randomUUID()}`);
  const { status } = await windowWhere(
    at.client,
    handle.workflowId,
    'a job that Marketo works on',
    ({ jobState }) => jobState === 'Processing',
  );
  await handle.cancel();
  await handle.result().catch(() => undefined);
  const { currentDetails } = await metadata(handle);
  expect(currentDetails).toMatch(/^\*\*Cancelled\*\*\n/);
  expect(currentDetails).toContain(
    `- 2026-10-06: \`cancelled\`, export id \`${status.exportId ?? ''}\``,
  );
  const { memo } = await eventually('the memo is there', async () => {
    const described = await handle.describe();
    return described.memo?.['cancellation'] === undefined ? undefined : described;
  });
  expect(memo).toMatchObject({
    cancellation: [{ exportId: status.exportId, outcome: 'cancelled' }],
  });
});
