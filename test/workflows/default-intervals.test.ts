import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import type { Activities } from '../../src/activities/index.ts';
import { type Emulator, startEmulator } from '../../src/emulator/index.ts';
import { EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import { openInstances } from '../../src/marketo/instances.ts';
import type { extractActivities } from '../../src/workflows/index.ts';
import { startInProcessWorker } from '../support/in-process-worker.ts';
import { publishedWindows } from '../support/published.ts';
import { requestFor } from '../support/requests.ts';
import { findTestServer } from '../support/temporal-test-server.ts';

const HOUR_SECONDS = 3_600;
const QUEUE_SECONDS = 90;
const PROCESSING_SECONDS = 2 * HOUR_SECONDS;
const STATUS_LAG_SECONDS = 60;

const lookup = await findTestServer();

it.skipIf(!lookup.available)(
  `with default intervals a job of two hours costs a poll a minute in its first hour and one in five minutes after it${
    lookup.available ? '' : ` (${lookup.reason})`
  }`,
  async () => {
    if (!lookup.available) return;
    const server = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: lookup.executable.path } },
    });
    const folder = await mkdtemp(join(tmpdir(), 'extract-test-'));
    const emulator = await startEmulator({
      scale: 0, // its clock moves only with Temporal's
      startTime: await server.currentTimeMs(),
      activitiesPerDay: 100,
      queueSeconds: QUEUE_SECONDS,
      processingSeconds: PROCESSING_SECONDS,
      statusLagSeconds: STATUS_LAG_SECONDS,
      switches: { statusLagReach: 'polls' }, // the reading that costs most polls
    });
    const taskQueue = 'default-intervals';
    const env = {
      MARKETO_BASE_URL: emulator.url,
      MARKETO_CLIENT_ID: emulator.clientId,
      MARKETO_CLIENT_SECRET: emulator.clientSecret,
      EXTRACT_DESTINATION: `file:${folder}`,
      EXTRACT_TASK_QUEUE: taskQueue,
    };
    const { url: baseUrl, clientId, clientSecret } = emulator;
    try {
      await using _worker = await startInProcessWorker({
        env,
        address: server.address,
        change: (dependencies) => ({
          ...dependencies,
          marketo: openInstances(
            new Map([
              ['default', { baseUrl, clientId, clientSecret, now: () => emulator.clock.nowMs() }],
            ]),
          ),
        }),
        wrap: (activities) => inStep(activities, emulator, server),
      });
      const result = await server.client.workflow.execute<typeof extractActivities>(
        EXTRACT_ACTIVITIES,
        {
          taskQueue,
          workflowId: 'default-intervals',
          args: [requestFor('2026-10-01', '2026-10-03')],
          workflowExecutionTimeout: '1 day', // of skipped time
        },
      );

      expect(result.windows).toMatchObject([{ final: true, reused: false }]);
      expect(await publishedWindows(folder)).toHaveLength(1);
      const polls = emulator.log().filter(({ operation }) => operation === 'status').length;
      const lateSeconds = QUEUE_SECONDS + PROCESSING_SECONDS + STATUS_LAG_SECONDS - HOUR_SECONDS;
      const least = 60 + Math.floor(lateSeconds / 300) - 1;
      expect(polls).toBeGreaterThanOrEqual(least);
      expect(polls).toBeLessThanOrEqual(least + 4);
    } finally {
      await emulator.close();
      await server.teardown();
      await rm(folder, { recursive: true, force: true });
    }
  },
);

/** Before each step the emulator's clock is set to the server's, which has skipped ahead. */
function inStep(
  activities: Activities,
  emulator: Emulator,
  server: TestWorkflowEnvironment,
): Activities {
  const wrapped = Object.entries(activities).map(([name, activity]) => {
    const run = activity as (input: unknown) => Promise<unknown>;
    return [
      name,
      async (input: unknown) => {
        await emulator.changeClock({ now: await server.currentTimeMs() });
        return run(input);
      },
    ] as const;
  });
  return Object.fromEntries(wrapped) as unknown as Activities;
}
