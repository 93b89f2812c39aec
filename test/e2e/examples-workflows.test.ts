/**
 * The examples of workflows of other teams: the commands of their pages as they stand, and what becomes of them when people
 * cancel, two ask for the same, windows fail. One dev server, one worker of ours, one of each team, one emulator.
 */
import { readFile } from 'node:fs/promises';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type DevServer, startDevServer } from '../../src/temporal-cli/dev-server.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { requestFor } from '../support/requests.ts';
import { openShell, type Shell, shownCommands } from '../support/shown-commands.ts';
import '../support/temporal-server.ts';

let server: DevServer;
let at: Installation;
let shell: Shell;

beforeAll(async () => {
  const temporal = inject('temporalExecutable');
  server = await startDevServer({ executable: temporal, ui: false });
  const env = {
    EXTRACT_TASK_QUEUE: 'marketo-activity-extract', // as the pages have it
    EXTRACT_EVENT_BUDGET: '60',
  };
  at = await install({ address: server.address, env });
  shell = await openShell(temporal, { TEMPORAL_ADDRESS: server.address });
});

afterAll(async () => {
  await shell[Symbol.asyncDispose]();
  await at[Symbol.asyncDispose]();
  await server.stop();
});

beforeEach(() => void at.emulator.setEnvironment({ hold: false }));

const hold = () => at.emulator.setEnvironment({ hold: { queued: true } });

async function commandsOf(example: string): Promise<readonly string[]> {
  const page = await readFile(new URL(`../../examples/${example}/README.md`, import.meta.url));
  return shownCommands(page.toString());
}

function jobsSince(startAt: string) {
  return at.emulator.jobs().filter((job) => job.startAt.startsWith(startAt));
}

function queuedJob(startAt: string) {
  return eventually(`a job from ${startAt} is queued`, () =>
    jobsSince(startAt).find(({ state }) => state === 'Queued'),
  );
}

/** A team's own workflow, started by a client of its namespace. */
interface Team {
  readonly namespace: string;
  readonly workflowType: string;
}
const CHILD: Team = { namespace: 'default', workflowType: 'collectActivities' };
const NEXUS: Team = { namespace: 'warehouse', workflowType: 'orderActivities' };

function start({ namespace, workflowType }: Team, request: unknown, workflowId: string) {
  const client = new Client({ connection: at.client.connection, namespace });
  return client.workflow.start(workflowType, {
    taskQueue: 'warehouse',
    workflowId,
    args: [request],
    workflowExecutionTimeout: '110s', // bounded, whatever goes wrong
  });
}

/** Runs of ours, by the beginning of their workflow id. */
async function extractions(id: string) {
  const query = `WorkflowType = 'extractActivities' AND WorkflowId STARTS_WITH '${id}'`;
  const runs = [];
  for await (const run of at.client.workflow.list({ query })) runs.push(run);
  return runs;
}

/** Waits until the operation of a caller has been taken by our worker. */
function operationStarted(workflowId: string) {
  const client = new Client({ connection: at.client.connection, namespace: NEXUS.namespace });
  return eventually(`the operation of ${workflowId} is started`, async () => {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    return raw.pendingNexusOperations?.some(({ operationToken }) => operationToken) || undefined;
  });
}

const isCancelled = { cause: { name: 'CancelledFailure' } };

describe('examples/child-workflow', () => {
  let commands: readonly string[];
  beforeAll(async () => {
    commands = await commandsOf('child-workflow');
    await shell.start(commands[0]!, "state: 'RUNNING'");
  });

  it('starts and reads the result by the commands of its page', async () => {
    const [, begin, result] = commands;
    await shell.run(begin!);
    expect(await shell.run(result!)).toMatch(/"manifests":\["file:.+manifest\.json","file:/);
  });

  it('cancels the jobs at Marketo by the last command of its page', async () => {
    hold();
    const [, , , cancel, ...more] = commands;
    expect(more).toEqual([]);
    const run = await start(CHILD, requestFor('2026-09-10', '2026-09-11'), 'october');
    const { exportId } = await queuedJob('2026-09-10');
    await shell.run(cancel!);
    await expect(run.result()).rejects.toMatchObject(isCancelled);
    expect(jobsSince('2026-09-10')).toMatchObject([{ exportId, state: 'Cancelled' }]);
  });

  it('loads the windows that are published when others failed, and names these', async () => {
    const request = requestFor('2026-09-01', '2026-09-02', { windowSize: 'P1D', concurrency: 1 });
    hold();
    const run = await start(CHILD, request, 'half');
    const first = await queuedJob('2026-09-01');
    await at.emulator.setJobState(first.exportId, 'Completed');
    const second = await queuedJob('2026-09-02');
    await at.emulator.setJobState(second.exportId, 'Cancelled'); // by somebody else
    const [startAt, endAt] = ['2026-09-02T00:00:00Z', '2026-09-02T23:59:59Z'];
    expect(await run.result()).toMatchObject({
      manifests: [expect.stringContaining('20260901T000000Z')],
      missing: [{ startAt, endAt, type: 'JobCancelledAtMarketo' }],
    });
  });

  it('fails with the faults of a wrong request', async () => {
    const run = await start(CHILD, { fields: [] }, 'wrong-child');
    const failure = {
      type: 'InvalidRequest',
      message: expect.stringContaining('filter') as string,
    };
    await expect(run.result()).rejects.toMatchObject({ cause: { cause: failure } });
  });
});

describe('examples/nexus-caller', () => {
  let commands: readonly string[];
  beforeAll(async () => {
    commands = await commandsOf('nexus-caller');
    const [namespace, endpoint, worker] = commands;
    await shell.run(namespace!);
    await shell.run(endpoint!);
    await shell.start(worker!, "state: 'RUNNING'");
  });

  it('starts and reads the result by the commands of its page', async () => {
    const [, , , begin, result] = commands;
    await shell.run(begin!);
    expect(await shell.run(result!)).toMatch(/"manifests":\["file:.+manifest\.json","file:/);
  });

  it('cancels the jobs at Marketo by the last command of its page', async () => {
    hold();
    const [, , , , , cancel, ...more] = commands;
    expect(more).toEqual([]);
    const run = await start(NEXUS, requestFor('2026-08-01', '2026-08-02'), 'order-1');
    const { exportId } = await queuedJob('2026-08-01');
    await shell.run(cancel!);
    await expect(run.result()).rejects.toMatchObject(isCancelled);
    expect(jobsSince('2026-08-01')).toMatchObject([{ exportId, state: 'Cancelled' }]);
  });

  it('tells the caller every fault of a wrong request, and starts no run', async () => {
    const request = requestFor('2026-08-10', '2026-08-11', { instance: 'other', fields: [] });
    const run = await start(NEXUS, request, 'wrong-order');
    const { manifests, faults } = (await run.result()) as Record<string, string[]>;
    expect(manifests).toEqual([]);
    expect(faults!.join('\n')).toMatch(/^fields: [^]+^instance: "other" names no/m);
    expect(jobsSince('2026-08-10')).toEqual([]);
  });

  it('gives two callers of the same request one run and one job, and each the result', async () => {
    const request = requestFor('2026-08-20', '2026-08-21', { dataset: 'shared' });
    hold();
    const callers = await Promise.all([
      start(NEXUS, request, 'one-caller'),
      start(NEXUS, request, 'other-caller'),
    ]);
    await queuedJob('2026-08-20');
    for (const caller of callers) await operationStarted(caller.workflowId);
    at.emulator.setEnvironment({ hold: false });
    const results = callers.map((caller) => caller.result() as Promise<unknown>);
    const [one, other] = await Promise.all(results);
    expect(one).toMatchObject({ manifests: [expect.stringContaining('20260820T000000Z')] });
    expect(other).toEqual(one);
    expect(jobsSince('2026-08-20')).toHaveLength(1);
    expect(await extractions('extract/default/shared/')).toHaveLength(1);
  });

  it('cancels the run for every caller that has joined it', async () => {
    const request = requestFor('2026-07-01', '2026-07-02', { dataset: 'shared-2' });
    hold();
    const caller = await start(NEXUS, request, 'who-cancels');
    const joined = await start(NEXUS, request, 'who-has-joined');
    await queuedJob('2026-07-01');
    for (const { workflowId } of [caller, joined]) await operationStarted(workflowId);
    await caller.cancel();
    await expect(caller.result()).rejects.toMatchObject(isCancelled);
    await expect(joined.result()).rejects.toMatchObject({ cause: isCancelled });
    expect(jobsSince('2026-07-01')).toMatchObject([{ state: 'Cancelled' }]);
  });

  it('refuses a request of a newer version for good: what has not started cannot be cancelled', async () => {
    const run = await start(NEXUS, requestFor('2026-07-05', '2026-07-06', { version: 2 }), 'newer');
    const failure = { cause: { cause: { cause: { type: 'WorkerTooOld' } } } };
    await expect(run.result()).rejects.toMatchObject(failure);
  });
});

describe.each([
  { how: 'as a child', team: CHILD, month: '2026-06' },
  { how: 'through Nexus', team: NEXUS, month: '2026-05' },
])('an extraction that has continued as new, called $how', ({ how, team, month }) => {
  const days = { windowSize: 'P1D', concurrency: 1 };

  it('is cancelled with its caller, at Marketo too', async () => {
    const request = requestFor(`${month}-01`, `${month}-20`, { ...days, dataset: month });
    const run = await start(team, request, `long, ${how}`);
    await eventually('it has continued as new', async () => {
      const runs = await extractions(team === CHILD ? `long, ${how}` : `extract/default/${month}`);
      return runs.some(({ status }) => status.name === 'CONTINUED_AS_NEW') ? true : undefined;
    });
    hold();
    const { exportId } = await eventually('a job is queued', () =>
      jobsSince(month).find(({ state }) => state === 'Queued'),
    );
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject(isCancelled);
    const states = new Map(jobsSince(month).map((job) => [job.exportId, job.state]));
    expect(states.get(exportId)).toBe('Cancelled');
    expect([...states.values()]).not.toContain('Queued');
  });
});
