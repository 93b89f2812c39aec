/** What is seen of the workers comes to; pure. */
import { versionInIdentity } from '../client/worker-identity.ts';
import { isPolling, type Poller, type WorkerVersion } from '../client/task-queue.ts';
import { ok, problem, skipped, warning, type Verdict } from './finding.ts';

/** A worker that has lately asked for work. */
export interface SeenWorker {
  readonly identity: string;
  readonly workflows: boolean;
  readonly activities: boolean;
  /** Of this product; absent when it does not tell. */
  readonly version?: string;
  /** With Worker Versioning: its version, when that is not the one that gets work. */
  readonly idleVersion?: WorkerVersion;
}

/** `nowMs`: by the server's clock. */
export function seenWorkers(
  workflows: readonly Poller[],
  activities: readonly Poller[],
  nowMs: number,
): SeenWorker[] {
  const pollers = [...workflows, ...activities];
  const asks = (asking: readonly Poller[]) =>
    new Set(asking.filter((poller) => isPolling(poller, nowMs)).map(({ identity }) => identity));
  const [forWorkflows, forActivities] = [asks(workflows), asks(activities)];
  return [...new Set([...forWorkflows, ...forActivities])].sort().map((identity) => {
    const version = versionInIdentity(identity);
    const { idleVersion } = pollers.find((poller) => poller.identity === identity) ?? {};
    return {
      identity,
      workflows: forWorkflows.has(identity),
      activities: forActivities.has(identity),
      ...(version === undefined ? {} : { version }),
      ...(idleVersion === undefined ? {} : { idleVersion }),
    };
  });
}

const START = 'Start one: marketo-extract worker. It must have the same EXTRACT_TASK_QUEUE';

export function judgePolling(workers: readonly SeenWorker[], taskQueue: string): Verdict {
  const facts = { taskQueue, workers };
  const where = `task queue ${taskQueue}`;
  if (workers.length === 0) {
    return problem(
      `No worker asks the ${where} for work: whatever is started waits.`,
      `${START}, namespace and server. One that has just stopped or is starting is not seen.`,
      facts,
    );
  }
  const [idle] = workers;
  if (idle !== undefined && workers.every(({ idleVersion }) => idleVersion !== undefined)) {
    return problem(
      `Workers ask the ${where}, but none of the version that Temporal gives work to: whatever is started waits.`,
      becomeCurrent(idle.idleVersion),
      facts,
    );
  }
  const lacking = (['workflows', 'activities'] as const).filter(
    (kind) => !workers.some((worker) => worker[kind] && worker.idleVersion === undefined),
  );
  if (lacking.length > 0) {
    return problem(
      `Nobody asks the ${where} for ${lacking.join(' and ')}, so runs stand still.`,
      `Something else listens there, or the worker has just started. ${START}.`,
      facts,
    );
  }
  const count = workers.length === 1 ? '1 worker asks' : `${workers.length} workers ask`;
  return ok(`${count} the ${where} for workflows and activities.`, facts);
}

function becomeCurrent({ deploymentName, buildId }: WorkerVersion = {}): string {
  if (deploymentName === undefined || buildId === undefined) {
    return 'They have no version, and the queue is given to a Worker Deployment: set TEMPORAL_DEPLOYMENT_NAME, see docs/upgrading.md.';
  }
  return (
    'If theirs is the one: temporal worker deployment set-current-version ' +
    `--deployment-name ${deploymentName} --build-id ${buildId}; see docs/upgrading.md.`
  );
}

/** `own`: of this command. */
export function judgeVersions(workers: readonly SeenWorker[], own: string): Verdict {
  const versions = workers.map(({ version }) => version ?? 'unknown');
  const facts = { own, workers: versions };
  if (versions.every((version) => version === own)) {
    return ok(`Workers and this command are of version ${own}.`, facts);
  }
  const theirs = [...new Set(versions)].sort().join(', ');
  return warning(
    `This command is of version ${own}, the workers of ${theirs}.`,
    'Upgrade the older side; docs/running.md tells how workers are drained. A worker that does not tell is older than 0.1.0, or another program.',
    facts,
  );
}

/** What came of a dry run. */
export type PlanAnswer =
  | { readonly answer: 'plan'; readonly storeId?: string }
  /** A worker said no. `type`: a failure type of docs/errors.md. */
  | { readonly answer: 'refused'; readonly type: string; readonly message: string }
  /** Not within the time. `type`, `message`: why a step is tried again, when there was one. */
  | { readonly answer: 'none'; readonly type?: string; readonly message?: string };

export function judgePlan(answer: PlanAnswer, instance: string): Verdict {
  const facts = { instance, ...answer };
  switch (answer.answer) {
    case 'plan':
      return ok(`A worker answered a dry run for the instance ${instance}.`, facts);
    case 'refused':
      return problem(
        `A worker refused a dry run for the instance ${instance} (${answer.type}): ${answer.message}`,
        'Configure the worker, which may run elsewhere, and restart it; docs/errors.md tells of each type.',
        facts,
      );
    case 'none':
      return judgeNoPlan(answer, facts);
  }
}

function judgeNoPlan(
  { type, message }: Extract<PlanAnswer, { answer: 'none' }>,
  facts: Verdict['facts'],
): Verdict {
  if (message === undefined) {
    return warning(
      'No worker answered a dry run in time.',
      "Look at the worker's log. It may be busy: then run doctor again, with a longer --timeout.",
      facts,
    );
  }
  return problem(
    `A step of a dry run is tried again and again (${type ?? 'unknown type'}): ${message}`,
    'Put right what the worker names; docs/errors.md tells of each type.',
    facts,
  );
}

/** `here`: of the store that this machine sees. */
export function judgeWorkerStore(
  answer: PlanAnswer | undefined,
  here: string | undefined,
): Verdict {
  if (answer?.answer !== 'plan') return skipped('Not known: see worker.plan.');
  const facts = { worker: answer.storeId ?? null, here: here ?? null };
  if (answer.storeId === undefined) return ok('The worker has no store yet.', facts);
  if (answer.storeId === here) return ok('The worker works on the store that is seen here.', facts);
  const own = here === undefined ? 'no store' : `the store ${here}`;
  return warning(
    `The worker works on the store ${answer.storeId}; EXTRACT_DESTINATION of this machine leads to ${own}.`,
    'Extractions work. For files, coverage, verify and prune, run them where the worker is, or name its folder with --destination.',
    facts,
  );
}
