/**
 * Temporal's clock. No call tells it, but the server notes when somebody has asked a task queue for work: so this asks
 * one that nobody sends work to, reads that note, and goes. Nothing is started and nothing stays.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { pollersOf, type Poller } from '../client/task-queue.ts';
import type { ClockReading } from './clock.ts';

const TASK_QUEUE = 'marketo-activity-extract-doctor';
/** Without a deadline the server refuses a poll; it ends earlier, by its signal. */
const POLL_MS = 60_000;
const LOOK_EVERY_MS = 50;

export async function readServerClock(client: Client, signal: AbortSignal): Promise<ClockReading> {
  const identity = `doctor-${randomUUID()}`;
  const seen = new AbortController();
  const askedMs = Date.now();
  const poll = askForWork(client, identity, AbortSignal.any([signal, seen.signal]));
  try {
    const note = await Promise.race([noteOf(client, identity, signal), refusalOf(poll)]);
    const { lastAccessMs: shownMs } = note;
    return { shownMs, resolutionMs: 0, askedMs, answeredMs: Date.now() };
  } finally {
    seen.abort();
    await poll.catch(() => undefined);
  }
}

function askForWork(client: Client, identity: string, signal: AbortSignal): Promise<unknown> {
  const { connection, workflowService, options } = client;
  const { namespace } = options;
  return connection.withDeadline(Date.now() + POLL_MS, () =>
    connection.withAbortSignal(signal, () =>
      workflowService.pollWorkflowTaskQueue({
        namespace,
        taskQueue: { name: TASK_QUEUE },
        identity,
      }),
    ),
  );
}

async function noteOf(client: Client, identity: string, signal: AbortSignal): Promise<Poller> {
  for (;;) {
    const pollers = await pollersOf(client, TASK_QUEUE, 'workflows');
    const own = pollers.find((poller) => poller.identity === identity);
    if (own !== undefined) return own;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** A poll that ends by itself was refused. */
async function refusalOf(poll: Promise<unknown>): Promise<never> {
  await poll;
  throw new Error('It ended a poll at once');
}
