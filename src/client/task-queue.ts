import type { Client } from '@temporalio/client';

/** `TASK_QUEUE_TYPE_…` of Temporal's API; its enums are no part of the client package. */
const QUEUE_TYPES = { workflows: 1, activities: 2 } as const;
/** A poll is held open for 60 s at most; whoever has not come back since then is gone. */
const POLLER_FRESH_MS = 70_000;
const DEADLINE_MS = 5_000;

/** A worker as the server sees it. */
export interface Poller {
  /** As the worker names itself. */
  readonly identity: string;
  /** When it last asked for work, by the server's clock, in epoch milliseconds. */
  readonly lastAccessMs: number;
  /** With Worker Versioning: its version, when that is neither the current nor the ramping one. New runs pass it by. */
  readonly idleVersion?: WorkerVersion;
}

/** As Worker Versioning has it; without deployment: all workers that have no version. */
export interface WorkerVersion {
  readonly deploymentName?: string;
  readonly buildId?: string;
}

/** Who has lately asked the queue for tasks of that kind. Also tells of workers that are gone since a few minutes. */
export async function pollersOf(
  client: Client,
  taskQueue: string,
  kind: keyof typeof QUEUE_TYPES,
): Promise<Poller[]> {
  const { pollers, versioningInfo } = await client.connection.withDeadline(
    Date.now() + DEADLINE_MS,
    () =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: taskQueue },
        // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- see QUEUE_TYPES
        taskQueueType: QUEUE_TYPES[kind],
      }),
  );
  const working = versionsAtWork(versioningInfo);
  return pollers.map(({ identity, lastAccessTime, deploymentOptions }) => {
    const version = versionOf(deploymentOptions ?? {});
    return {
      identity: identity ?? '',
      lastAccessMs:
        Number(lastAccessTime?.seconds ?? 0) * 1_000 + (lastAccessTime?.nanos ?? 0) / 1_000_000,
      ...(working.some((other) => isSame(version, other)) ? {} : { idleVersion: version }),
    };
  });
}

type Routing = Awaited<
  ReturnType<Client['workflowService']['describeTaskQueue']>
>['versioningInfo'];

/** The current version, and the ramping one when it has a share. */
function versionsAtWork(routing: Routing): readonly WorkerVersion[] {
  const current = routing?.currentDeploymentVersion ?? {};
  const share = routing?.rampingVersionPercentage ?? 0;
  return share > 0
    ? [current, routing?.rampingDeploymentVersion ?? {}].map(versionOf)
    : [versionOf(current)];
}

interface Nameable {
  readonly deploymentName?: string | null;
  readonly buildId?: string | null;
}

/** A poller without Worker Versioning tells a build id too, but no deployment. */
function versionOf({ deploymentName, buildId }: Nameable): WorkerVersion {
  return deploymentName && buildId ? { deploymentName, buildId } : {};
}

function isSame(one: WorkerVersion, other: WorkerVersion): boolean {
  return one.deploymentName === other.deploymentName && one.buildId === other.buildId;
}

/** `nowMs`: as near to the server's clock as is known. */
export function isPolling({ lastAccessMs }: Poller, nowMs: number): boolean {
  return lastAccessMs >= nowMs - POLLER_FRESH_MS;
}

/** True when a worker that new runs come to has lately asked the queue for workflow tasks. */
export async function hasWorker(client: Client, taskQueue: string): Promise<boolean> {
  const pollers = await pollersOf(client, taskQueue, 'workflows');
  const nowMs = Date.now();
  return pollers.some((poller) => poller.idleVersion === undefined && isPolling(poller, nowMs));
}

/** The same. A server that cannot tell is no reason to raise the alarm. */
export async function seesWorker(client: Client, taskQueue: string): Promise<boolean> {
  return hasWorker(client, taskQueue).catch(() => true);
}

/**
 * True when no worker at all, also none of an old version, has asked for as long as the server remembers: some minutes.
 * No clock is compared. False when the server cannot tell.
 */
export async function isDeserted(client: Client, taskQueue: string): Promise<boolean> {
  return pollersOf(client, taskQueue, 'workflows').then(
    (pollers) => pollers.length === 0,
    () => false,
  );
}
