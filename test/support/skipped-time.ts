/** Runs on the time-skipping test server, with an emulator whose clock goes along: days of waiting pass in a moment. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Activities } from '../../src/activities/index.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts';
import { EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import type { extractActivities } from '../../src/workflows/index.ts';
import { startInProcessWorker } from './in-process-worker.ts';
import { randomTaskQueue, workflowBundle } from './temporal-server.ts';

export interface SkippedTime extends AsyncDisposable {
  readonly emulator: Emulator;
  /** Awaiting a result does not make time pass. */
  readonly client: Client;
  readonly folder: string;
  /** Marketo's clock is `nowMs` from now on, and goes with Temporal's; it cannot go back. */
  setMarketoTime(nowMs: number): Promise<void>;
  /** From Temporal's clock, as `nextTryAt` has it, to Marketo's. */
  marketoTime(instant: string): number;
  start(request: unknown): Promise<WorkflowHandle<typeof extractActivities>>;
  /** Skips all waits until the run has ended. */
  finish(run: WorkflowHandle<typeof extractActivities>): ReturnType<typeof extractActivities>;
}

/** The worker believes in a clock that is seven minutes fast beside Marketo's; its machine's tells yet another time. */
const WORKER_FAST_MS = 7 * 60_000;

export async function installSkippedTime(
  server: TestWorkflowEnvironment,
  options: {
    readonly emulator: EmulatorOptions & { readonly startTime: string };
    readonly env?: Readonly<Record<string, string>>;
    /** Told of every step that has ended. */
    readonly after?: (step: keyof Activities, emulator: Emulator) => void;
  },
): Promise<SkippedTime> {
  const folder = await mkdtemp(join(tmpdir(), 'extract-test-'));
  const emulator = await startEmulator({
    scale: 0, // its clock moves only with Temporal's
    activitiesPerDay: 100,
    queueSeconds: 0,
    processingSeconds: 0,
    statusLagSeconds: 0,
    ...options.emulator,
  });
  let aheadMs = Date.parse(options.emulator.startTime) - (await server.currentTimeMs());
  const taskQueue = randomTaskQueue();
  const inStep = async () => {
    const nowMs = (await server.currentTimeMs()) + aheadMs;
    // Steps that run at once may have read the clock in another order.
    if (nowMs > emulator.clock.nowMs()) await emulator.changeClock({ now: nowMs });
  };
  const worker = await startInProcessWorker({
    address: server.address,
    env: {
      MARKETO_BASE_URL: emulator.url,
      MARKETO_CLIENT_ID: emulator.clientId,
      MARKETO_CLIENT_SECRET: emulator.clientSecret,
      MARKETO_CALLS_PER_20_SECONDS: '100',
      EXTRACT_DESTINATION: `file:${folder}`,
      EXTRACT_TASK_QUEUE: taskQueue,
      EXTRACT_WORKFLOW_BUNDLE: workflowBundle(),
      ...options.env,
    },
    marketo: {
      limits: { callsPer20s: 10_000 },
      now: () => emulator.clock.nowMs() + WORKER_FAST_MS,
    },
    wrap: (activities) => surrounded(activities, inStep, (step) => options.after?.(step, emulator)),
  });
  return {
    emulator,
    client: new Client({ connection: server.connection }),
    folder,
    setMarketoTime: async (nowMs) => {
      aheadMs = nowMs - (await server.currentTimeMs());
      await inStep();
    },
    marketoTime: (instant) => Date.parse(instant) + aheadMs,
    start: (request) =>
      server.client.workflow.start<typeof extractActivities>(EXTRACT_ACTIVITIES, {
        taskQueue,
        workflowId: `${taskQueue}-${randomUUID()}`,
        args: [request],
        workflowExecutionTimeout: '30 days', // of skipped time
      }),
    finish: (run) =>
      server.client.workflow.getHandle<typeof extractActivities>(run.workflowId).result(),
    [Symbol.asyncDispose]: async () => {
      await worker.stop();
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function surrounded(
  activities: Activities,
  before: () => Promise<void>,
  after: (step: keyof Activities) => void,
): Activities {
  const wrapped = Object.entries(activities).map(([step, activity]) => [
    step,
    async (input: unknown) => {
      await before();
      const answer: unknown = await (activity as (input: unknown) => Promise<unknown>)(input);
      after(step as keyof Activities); // a key of theirs: `Object.entries` forgets it
      return answer;
    },
  ]);
  return Object.fromEntries(wrapped) as Activities;
}
