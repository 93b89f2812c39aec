/** The upgrade of docs/upgrading.md, rehearsed: two versions of the worker in one Worker Deployment, and the commands of the pages. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { hasWorker, isDeserted } from '../../src/client/task-queue.ts';
import { checkWorkers } from '../../src/doctor/worker-checks.ts';
import { eventually } from '../support/eventually.ts';
import { startInProcessWorker } from '../support/in-process-worker.ts';
import { nextVersion, type NextVersion, PATCH } from '../support/next-version.ts';
import {
  letGo,
  type PaidCase,
  type Phase,
  PHASES,
  reach,
  usePaidOnce,
} from '../support/paid-once.ts';
import { startExtract } from '../support/requests.ts';
import { openShell, type Shell, shownCommands } from '../support/shown-commands.ts';
import type { SpawnedWorker } from '../support/spawn-worker.ts';
import { temporalAddress } from '../support/temporal-server.ts';

/** Of Temporal's own CLI, in the pages that tell of upgrades. */
const COMMANDS = ['docs/upgrading.md', 'docs/operations.md', 'CONTRIBUTING.md']
  .map((page) => readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8'))
  .flatMap((page) => shownCommands(page))
  .filter((command) => command.startsWith('temporal '));

describe('with Worker Versioning', () => {
  const paid = usePaidOnce({ worker: false });
  const deployment = `marketo-extract-${randomUUID()}`;
  const typed = new Set<string>();
  let shell: Shell;
  let next: NextVersion;
  let old: SpawnedWorker;
  beforeAll(async () => {
    shell = await openShell(inject('temporalExecutable'), { TEMPORAL_ADDRESS: temporalAddress() });
    [next, old] = await Promise.all([nextVersion(), paid.at.startWorker(versioned('0.1.0'))]);
  });
  afterAll(async () => {
    await shell[Symbol.asyncDispose]();
    await next[Symbol.asyncDispose]();
  });

  function versioned(buildId: string): Record<string, string> {
    return { TEMPORAL_DEPLOYMENT_NAME: deployment, TEMPORAL_WORKER_BUILD_ID: buildId };
  }

  const startNext = () =>
    paid.at.startWorker({ ...versioned('0.2.0'), EXTRACT_WORKFLOW_BUNDLE: next.bundle });

  /** Runs the command of the pages that has all of these words. */
  async function type(...words: readonly string[]): Promise<string> {
    const command = COMMANDS.find((shown) => words.every((word) => shown.includes(word)));
    expect(command, `a command with ${words.join(' ')}`).toBeDefined();
    typed.add(command!);
    return shell.run(command!.replaceAll('marketo-extract', deployment));
  }

  const makeCurrent = (buildId: string) => type('set-current-version', `--build-id ${buildId}`);

  async function startIn(phase: Phase): Promise<Begun> {
    const at = paid.newCase(phase.phase);
    phase.arrange(paid, at);
    const handle = await startExtract(paid.at, at.request());
    const { windowId } = await reach(paid, at, handle.workflowId, phase);
    return { handle, window: paid.at.client.workflow.getHandle(windowId), at };
  }

  async function expectFinishedAndPaidOnce({ handle, at }: Begun): Promise<void> {
    expect(await handle.result()).toMatchObject({ windows: [{ reused: false }] });
    await at.expectPaid([1]);
  }

  const queueIs = (what: string, asked: typeof hasWorker, answer: boolean) =>
    eventually(what, async () =>
      (await asked(paid.at.client, paid.at.taskQueue)) === answer ? true : undefined,
    );

  it('a worker gets nothing before its version is current, and doctor names the command', async () => {
    await queueIs('it asks for work', isDeserted, false);
    expect(await hasWorker(paid.at.client, paid.at.taskQueue)).toBe(false);
    const [polling] = await checkWorkers(
      { findings: [], reached: { client: paid.at.client, skewMs: 0 }, close: async () => {} },
      {
        taskQueue: paid.at.taskQueue,
        instance: undefined,
        storeId: () => Promise.resolve(undefined),
      },
      { timeoutMs: 10_000, signal: new AbortController().signal },
    );
    expect(polling).toMatchObject({ check: 'worker.polling', status: 'problem' });
    expect(polling!.remedy).toContain(`--deployment-name ${deployment} --build-id 0.1.0`);
    await makeCurrent('0.1.0');
    await queueIs('it gets work', hasWorker, true);
  });

  it('what a drained version left, in a download too, the next one finishes, and it is paid once', async () => {
    const left = [await startIn(PHASES.downloading), await startIn(PHASES.processing)];
    const newer = await startNext();
    // Refused until the new version's workers have asked for tasks of both kinds.
    await eventually('the version may have a share', () => type('set-ramping-version'));
    await makeCurrent('0.2.0');
    expect(await type('deployment describe')).toMatch(/CurrentVersionBuildID +0\.2\.0/);
    await old.kill('SIGTERM');
    left.forEach(({ at }) => letGo(paid, at));
    for (const begun of left) {
      await expectFinishedAndPaidOnce(begun);
      for (const part of [begun.handle, begun.window]) {
        expect(await versionsOf(part)).toEqual(['0.1.0', '0.2.0']);
        expect(await patchesOf(part)).toEqual([]); // the change is for runs that begin with it
      }
    }
    expect(newer.output()).not.toMatch(DETERMINISM);
    const started = newer.logs().find(({ msg }) => msg === 'worker started');
    expect(started).toMatchObject({ deploymentName: deployment, buildId: '0.2.0' });
  });

  it('what the next one began waits in sight when the version is rolled back, and is finished by it later', async () => {
    const begun = await startIn(PHASES.processing);
    expect(await patchesOf(begun.window)).toEqual([PATCH]);
    await using _old = await startInProcessWorker({
      env: { ...paid.at.env, ...versioned('0.1.0') },
      address: temporalAddress(),
    });
    await makeCurrent('0.1.0');
    await eventually('a task of the window fails', async () =>
      (await failuresOf(begun.window)).some((message) => DETERMINISM.test(message))
        ? true
        : undefined,
    );
    expect((await begun.window.describe()).status.name).toBe('RUNNING');
    await type('TemporalReportedProblems');
    await type('StartTime <');
    await eventually('the run is listed as open', async () =>
      (await type('extractActivities', 'Running')).includes(begun.handle.workflowId)
        ? true
        : undefined,
    );
    expect(await type('extractActivities', 'Failed')).not.toContain(begun.handle.workflowId);
    await makeCurrent('0.2.0');
    letGo(paid, begun.at);
    await expectFinishedAndPaidOnce(begun);
  });

  it('a queue goes back to workers without a version', async () => {
    await type('--unversioned');
    await queueIs('versioned workers get nothing', hasWorker, false);
  });

  it("every command of Temporal's CLI that the pages show has been run", () => {
    expect([...typed].sort()).toEqual(COMMANDS.toSorted());
  });
});

const DETERMINISM = /TMPRL1100|[Nn]ondeterminism/;

interface Begun {
  readonly handle: WorkflowHandle;
  readonly window: WorkflowHandle;
  readonly at: PaidCase;
}

async function eventsOf(part: WorkflowHandle) {
  return (await part.fetchHistory()).events ?? [];
}

/** Build ids that took its steps, each once, in their order. */
async function versionsOf(part: WorkflowHandle): Promise<(string | null | undefined)[]> {
  const tasks = (await eventsOf(part)).flatMap(
    ({ workflowTaskCompletedEventAttributes: task }) => task ?? [],
  );
  return [...new Set(tasks.map(({ deploymentVersion }) => deploymentVersion?.buildId))];
}

async function patchesOf(part: WorkflowHandle): Promise<string[]> {
  const markers = (await eventsOf(part)).flatMap(
    ({ markerRecordedEventAttributes: marker }) => marker ?? [],
  );
  const data = markers.flatMap(({ details }) => details?.['patch-data']?.payloads ?? []);
  return data.map((payload) => defaultPayloadConverter.fromPayload<{ id: string }>(payload).id);
}

async function failuresOf(part: WorkflowHandle): Promise<string[]> {
  return (await eventsOf(part)).flatMap(
    ({ workflowTaskFailedEventAttributes: task }) => task?.failure?.message ?? [],
  );
}
