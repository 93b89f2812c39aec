import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, type Installation } from '../support/extraction.ts';
import { startExtract } from '../support/requests.ts';

describe('what cannot be exported', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await install();
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it('fails a bad request with every fault, one a line, before Marketo is asked for anything', async () => {
    const handle = await startExtract(at, {
      filter: {
        createdAt: { startAt: '2026-10-01', endAt: '2026-09-01T00:00:00Z' },
        activityTypeIds: [37],
      },
      fields: ['leadId', 'nope'],
      windowSize: 'P2M',
      colour: 'red',
    });
    const failure = await handle.result().then(
      () => undefined,
      (error: unknown) => (error as { cause: { type: string; message: string } }).cause,
    );
    expect(failure?.type).toBe('InvalidRequest');
    for (const path of [
      'filter.createdAt.startAt',
      'filter.activityTypeIds',
      'fields[1]',
      'windowSize',
      'colour',
    ]) {
      expect(failure?.message).toContain(path);
    }
    expect(at.emulator.log()).toEqual([]);
  });

  it.each([
    { name: 'null', input: null },
    { name: 'a text', input: 'extract please' },
    { name: 'a list', input: [] },
    { name: 'nothing', input: undefined },
  ])('fails $name as input, it does not hang', async ({ input }) => {
    const handle = await startExtract(at, input);
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidRequest' } });
  });

  it('fails a payload that cannot be decoded, it does not hang', async () => {
    const workflowId = `broken-${randomUUID()}`;
    await at.client.connection.workflowService.startWorkflowExecution({
      namespace: 'default',
      workflowId,
      requestId: randomUUID(),
      workflowType: { name: 'extractActivities' },
      taskQueue: { name: at.taskQueue },
      input: {
        payloads: [
          {
            metadata: { encoding: new TextEncoder().encode('json/protobuf') },
            data: new TextEncoder().encode('{"filter":'),
          },
        ],
      },
      workflowRunTimeout: { seconds: 60 as never },
    });
    await expect(at.client.workflow.getHandle(workflowId).result()).rejects.toMatchObject({
      cause: { type: 'InvalidRequest', message: expect.stringContaining('decoded') as string },
    });
  });

  it('fails a mistyped workflow type by name, it does not hang', async () => {
    const handle = await at.client.workflow.start('extractActivites', {
      taskQueue: at.taskQueue,
      workflowId: `typo-${randomUUID()}`,
      args: [{}],
      workflowRunTimeout: '60s',
    });
    await expect(handle.result()).rejects.toMatchObject({
      cause: {
        type: 'UnknownWorkflow',
        message: expect.stringContaining('extractActivities') as string,
      },
    });
  });

  it('keeps a request of a newer version waiting for a newer worker, and says so', async () => {
    const handle = await startExtract(at, { version: 2, filter: 'whatever it will be' });
    await expect
      .poll(
        async () => (await handle.describe()).raw.pendingActivities?.[0]?.lastFailure?.message,
        {
          timeout: 30_000,
        },
      )
      .toContain('version 2');
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  });
});
