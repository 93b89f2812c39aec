/** Asks for the workers of the task queue, wherever they run. */
import type { Client } from '@temporalio/client';
import { pollersOf } from '../client/task-queue.ts';
import { messageOf } from '../domain/message-of.ts';
import { DEFAULT_INSTANCE } from '../interface/instance-name.ts';
import { productVersion } from '../product-version.ts';
import { attempt, check, type Bounds } from './bounded-check.ts';
import { checksOf, type CheckName } from './checks.ts';
import { askForPlan } from './dry-run.ts';
import { problem, skipped, warning, type Finding, type Verdict } from './finding.ts';
import type { Outcome } from './outcome.ts';
import type { TemporalReport } from './temporal-checks.ts';
import {
  judgePlan,
  judgePolling,
  judgeVersions,
  judgeWorkerStore,
  seenWorkers,
  type PlanAnswer,
  type SeenWorker,
} from './worker-verdicts.ts';

/** Of a check's time, that a dry run may take; the rest is for looking why it did not answer. */
const PLAN_SHARE = 0.7;

export interface WorkerQuestion {
  readonly taskQueue: string | undefined;
  /** What the dry run is for; `default` when none is configured here. */
  readonly instance: string | undefined;
  /** Of the store that this machine sees. */
  readonly storeId: () => Promise<string | undefined>;
}

export async function checkWorkers(
  { reached }: TemporalReport,
  { taskQueue, instance = DEFAULT_INSTANCE, storeId }: WorkerQuestion,
  bounds: Bounds,
): Promise<Finding[]> {
  if (reached === undefined) return all(skipped('Not asked: see the checks of Temporal.'));
  if (taskQueue === undefined) return all(skipped('EXTRACT_TASK_QUEUE is wrong.'));
  const { client, skewMs } = reached;
  const workers = await attempt(bounds, () => findWorkers(client, taskQueue, skewMs));
  const polling = judgeSeen(workers, taskQueue);
  const found: Finding = { check: 'worker.polling', ...polling };
  if (!workers.ok || polling.status !== 'ok') {
    return [found, ...all(skipped('Not asked: see worker.polling.')).slice(1)];
  }
  const plan = await attempt(bounds, (signal) =>
    askForPlan(client, { instance, taskQueue, waitMs: bounds.timeoutMs * PLAN_SHARE, signal }),
  );
  return [
    found,
    { check: 'worker.version', ...judgeVersions(workers.value, productVersion()) },
    { check: 'worker.plan', ...planVerdict(plan, instance) },
    await check('worker.store', bounds, async () =>
      judgeWorkerStore(plan.ok ? plan.value : undefined, await storeId()),
    ),
  ];
}

async function findWorkers(
  client: Client,
  taskQueue: string,
  skewMs: number,
): Promise<SeenWorker[]> {
  const [workflows, activities] = await Promise.all([
    pollersOf(client, taskQueue, 'workflows'),
    pollersOf(client, taskQueue, 'activities'),
  ]);
  return seenWorkers(workflows, activities, Date.now() - skewMs);
}

function judgeSeen(workers: Outcome<SeenWorker[]>, taskQueue: string): Verdict {
  if (workers.ok) return judgePolling(workers.value, taskQueue);
  return problem(
    `The server does not tell who asks the task queue ${taskQueue}: ${messageOf(workers.error)}.`,
    'Check what the API key may do.',
    { taskQueue },
  );
}

function planVerdict(plan: Outcome<PlanAnswer>, instance: string): Verdict {
  if (plan.ok) return judgePlan(plan.value, instance);
  return warning(
    `A dry run could not be started or waited for: ${messageOf(plan.error)}.`,
    'Check what the API key may do: extractions are started in the same way.',
    { instance },
  );
}

function all(verdict: Verdict): Finding[] {
  return checksOf('worker').map((name: CheckName) => ({ check: name, ...verdict }));
}
