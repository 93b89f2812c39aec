import { randomUUID } from 'node:crypto';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../src/interface/names.ts';
import { type DevServer, startDevServer } from '../../src/temporal-cli/dev-server.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { requestFor, startExtract } from '../support/requests.ts';
import { windowWhere } from '../support/windows.ts';

/** A server of the file's own: what a namespace has registered shows in every run on it. */
async function installWith(searchAttributes: Record<string, string>, workers?: number) {
  const server = await startDevServer({
    executable: inject('temporalExecutable'),
    ui: false,
    searchAttributes,
  });
  const { address } = server;
  const env = { EXTRACT_EVENT_BUDGET: '50' };
  const at = await install({ address, env, ...(workers === undefined ? {} : { workers }) });
  return { server, at };
}

let server: DevServer;
let at: Installation;
afterAll(async () => {
  await at[Symbol.asyncDispose]();
  await server.stop();
});

/** Workflow ids that a list of the Temporal UI shows. */
function listed(query: string, count = 1): Promise<string[]> {
  return eventually(`the list of ${query} has ${count}`, async () => {
    const ids: string[] = [];
    for await (const { workflowId } of at.client.workflow.list({ query })) ids.push(workflowId);
    return ids.length === count ? ids : undefined;
  });
}

async function attributesOf(workflowId: string): Promise<Record<string, string | undefined>> {
  const { typedSearchAttributes } = await at.client.workflow.getHandle(workflowId).describe();
  const entries = Object.entries(SEARCH_ATTRIBUTES).map(([member, name]) => {
    const key = defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
    return [member, typedSearchAttributes.get(key)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

describe('where the search attributes are registered', () => {
  beforeAll(async () => {
    const keywords = Object.values(SEARCH_ATTRIBUTES).map((name) => [name, 'Keyword'] as const);
    ({ server, at } = await installWith(Object.fromEntries(keywords)));
  });

  it('runs are listed by instance, dataset and phase, and windows by export id too', async () => {
    at.emulator.setEnvironment({ hold: { processing: true } });
    const request = requestFor('2026-10-01', '2026-10-01', { dataset: 'listed' });
    const handle = await startExtract(at, request, `listed-${randomUUID()}`);
    const { windowId, status } = await windowWhere(
      at.client,
      handle.workflowId,
      'a job that Marketo works on',
      ({ jobState }) => jobState === 'Processing',
    );
    const run = `WorkflowType = 'extractActivities'`;
    expect(await listed(`${run} AND MarketoPhase = 'exporting'`)).toEqual([handle.workflowId]);
    expect(await listed(`MarketoInstance = 'default' AND MarketoDataset = 'listed'`, 2)).toEqual(
      expect.arrayContaining([handle.workflowId, windowId]),
    );
    expect(await listed(`MarketoExportId = '${status.exportId ?? ''}'`)).toEqual([windowId]);
    expect(await listed(`MarketoPhase = 'processing'`)).toEqual([windowId]);

    await handle.signal('pause', { by: 'the test' });
    expect(await listed(`MarketoPhase = 'paused'`)).toEqual([handle.workflowId]);
    await handle.cancel();
    expect(await listed(`MarketoPhase = 'cancelled'`, 2)).toHaveLength(2);
    at.emulator.setEnvironment({ hold: false });
  });

  it('a run that goes on as a new one keeps them, and sets again only what changes', async () => {
    const request = requestFor('2026-10-10', '2026-10-19', { dataset: 'long', windowSize: 'P1D' });
    const handle = await startExtract(at, request, `long-${randomUUID()}`);
    await handle.result();
    const { events } = await at.client.workflow.getHandle(handle.workflowId).fetchHistory();
    const [first] = events ?? [];
    expect(first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId).not.toBe('');
    expect(await attributesOf(handle.workflowId)).toEqual({
      instance: 'default',
      dataset: 'long',
      phase: 'done',
    });
    const upserted = (events ?? []).flatMap(
      ({ upsertWorkflowSearchAttributesEventAttributes: of }) =>
        Object.keys(of?.searchAttributes?.indexedFields ?? {}),
    );
    expect(new Set(upserted)).toEqual(new Set(['MarketoPhase']));
  });
});

it('one of another type, or none, is left unset, and the run goes on without it', async () => {
  const { server: other, at: there } = await installWith(
    { MarketoDataset: 'Keyword', MarketoPhase: 'Text' },
    1, // its log is read
  );
  try {
    const handle = await startExtract(there, requestFor('2026-10-01', '2026-10-01'));
    await expect(handle.result()).resolves.toMatchObject({ windows: [{ reused: false }] });
    const { events } = await handle.fetchHistory();
    const upserted = (events ?? []).flatMap(
      ({ upsertWorkflowSearchAttributesEventAttributes: of }) =>
        Object.keys(of?.searchAttributes?.indexedFields ?? {}),
    );
    expect(upserted).toEqual(['MarketoDataset']);
    const warned = there.workers[0]?.logs().map(({ msg, name }) => ({ msg, name }));
    expect(warned).toContainEqual({
      msg: 'a search attribute of another type is left unset',
      name: 'MarketoPhase',
    });
  } finally {
    await there[Symbol.asyncDispose]();
    await other.stop();
  }
});
