import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startExtract } from '../../src/client/start-extract.ts';
import { formatFaults } from '../../src/interface/fault.ts';
import { EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import type { ExtractRequest } from '../../src/interface/request-shape.ts';
import { parseRequest } from '../../src/interface/request.ts';
import { type BadRequest, TEN_BAD_REQUESTS } from '../support/bad-requests.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { temporalAddress } from '../support/temporal-server.ts';

let at: Installation;
beforeAll(async () => {
  at = await install();
});
afterAll(() => at[Symbol.asyncDispose]());

describe('ten bad requests are refused with every fault, before Marketo is asked and anything is written,', () => {
  afterEach(async () => {
    expect(at.emulator.log()).toEqual([]);
    expect(await readdir(at.folder)).toEqual([]);
  });

  it('as the Temporal UI starts them', async () => {
    const refused = await Promise.all(
      TEN_BAD_REQUESTS.map(({ json }) => startAsTheUi(json).then(failureOf)),
    );
    expect(refused).toEqual(TEN_BAD_REQUESTS.map(invalidRequest));
  });

  it('by a schedule, run after run', async () => {
    const refused = await Promise.all(TEN_BAD_REQUESTS.map(({ json }) => failureOfSchedule(json)));
    expect(refused).toEqual(TEN_BAD_REQUESTS.map(invalidRequest));
  });

  it('by the client and by the command line, without a run', async () => {
    for (const bad of TEN_BAD_REQUESTS) {
      const workflowId = `bad-${randomUUID()}`;
      const options = { workflowId, taskQueue: at.taskQueue };
      const start = startExtract(at.client, JSON.parse(bad.json) as ExtractRequest, options);
      const { message } = invalidRequest(bad);
      await expect(start).rejects.toMatchObject({ name: 'InvalidRequestError', message });
      const byHand = await cli(bad.json, ['--id', workflowId]);
      expect(byHand.code).toBe(2);
      expect(byHand.err).toContain(message);
      await expect(at.client.workflow.getHandle(workflowId).describe()).rejects.toThrow(
        'not found',
      );
    }
  });

  it.each([
    { what: 'nested 100,000 deep', json: `{"filter":${'['.repeat(1e5)}${']'.repeat(1e5)}}` },
    { what: 'of all but 2 MiB', json: `{"filter":"${'x'.repeat(2 * 1024 * 1024 - 60)}"}` },
    { what: 'of 500 KB that grow to 2 MB', json: `{"filter":[${'1e20,'.repeat(99_999)}1]}` },
  ])('or one $what, which no step could be handed: it does not hang', async ({ json }) => {
    expect(await startAsTheUi(json).then(failureOf)).toMatchObject({
      type: 'InvalidRequest',
      message: expect.stringMatching(/nested too deeply|bytes; at most/) as string,
    });
  });
});

function invalidRequest({ json }: BadRequest): { type: string; message: string } {
  const parsed = parseRequest(JSON.parse(json), { referenceTime: new Date() });
  if (parsed.ok || !('faults' in parsed)) throw new Error('not refused');
  return { type: 'InvalidRequest', message: formatFaults(parsed.faults) };
}

/** One payload, `json/plain`, whose bytes nobody has looked at. */
async function startAsTheUi(json: string): Promise<string> {
  const workflowId = `ui-${randomUUID()}`;
  await at.client.connection.workflowService.startWorkflowExecution({
    namespace: 'default',
    workflowId,
    requestId: randomUUID(),
    workflowType: { name: EXTRACT_ACTIVITIES },
    taskQueue: { name: at.taskQueue },
    input: { payloads: [{ metadata: { encoding: bytes('json/plain') }, data: bytes(json) }] },
    workflowRunTimeout: { seconds: 60 as never },
  });
  return workflowId;
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function failureOf(workflowId: string): Promise<{ type: string; message: string }> {
  const ended: unknown = await at.client.workflow
    .getHandle(workflowId)
    .result()
    .then(
      () => undefined,
      (error: unknown) => (error as { cause: unknown }).cause,
    );
  const { type, message } = ended as { type: string; message: string };
  return { type, message };
}

async function failureOfSchedule(json: string) {
  const scheduleId = `bad-${randomUUID()}`;
  const schedule = await at.client.schedule.create({
    scheduleId,
    spec: {},
    state: { triggerImmediately: true },
    action: {
      type: 'startWorkflow',
      workflowType: EXTRACT_ACTIVITIES,
      workflowId: scheduleId,
      taskQueue: at.taskQueue,
      args: [JSON.parse(json)],
      workflowExecutionTimeout: '60s',
    },
  });
  try {
    const workflowId = await eventually('the schedule has started its run', async () => {
      const [action] = (await schedule.describe()).info.recentActions;
      return action?.action.type === 'startWorkflow'
        ? action.action.workflow.workflowId
        : undefined;
    });
    return await failureOf(workflowId);
  } finally {
    await schedule.delete();
  }
}

async function cli(stdin: string, more: readonly string[]) {
  const env = { TEMPORAL_ADDRESS: temporalAddress() };
  const args = ['start', '--file', '-', '--task-queue', at.taskQueue, ...more];
  const { code, err } = await runInProcess(args, env, stdin);
  return { code, err };
}
