/** Does what the plan says, to whatever there is at that moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EXTRACT_ACTIVITIES, POLL_NOW_SIGNAL } from '../../src/interface/names.ts';
import type { ChaosEvent, Plan } from './plan.ts';
import type { Disturbance } from './plan-disturbances.ts';
import type { RequestEvent, RequestPlan } from './plan-requests.ts';
import { FIRST_STEPS, openWindows, resetSomewhere } from './resets.ts';
import type { World } from './world.ts';

/** Places in Marketo's queue, all taken. */
const QUEUE_PLACES = 10;

/** False: there was nothing to do it to. Throws when Temporal cannot be reached or refuses. */
export function perform(world: World, plan: Plan, event: ChaosEvent): Promise<boolean> {
  switch (event.do) {
    case 'kill':
    case 'drain':
    case 'restartServer':
    case 'restartStore':
    case 'fillQueue':
    case 'expireTokens':
    case 'cancelAtMarketo':
      return disturb(world, event);
    default:
      return onRequest(world, plan, event);
  }
}

async function disturb(world: World, event: Disturbance): Promise<boolean> {
  const { emulator, fleet } = world;
  switch (event.do) {
    case 'kill':
      return fleet.kill(event.worker, event.downMs);
    case 'drain':
      return fleet.drain(event.worker, event.downMs);
    case 'restartServer':
      await world.restartServer(event.downMs);
      return true;
    case 'restartStore':
      return world.storage.restart(event.downMs);
    case 'fillQueue':
      emulator.setEnvironment({ otherTools: { queued: QUEUE_PLACES } });
      await sleep(event.forMs);
      emulator.setEnvironment({ otherTools: { queued: 0 } });
      return true;
    case 'expireTokens':
      emulator.expireTokens();
      return true;
    case 'cancelAtMarketo':
      return cancelAtMarketo(world, event.pick);
  }
}

async function cancelAtMarketo({ emulator }: World, pick: number): Promise<boolean> {
  const open = emulator.jobs().filter(({ state }) => state === 'Queued' || state === 'Processing');
  const job = open[pick % open.length];
  if (job === undefined) return false;
  await emulator.setJobState(job.exportId, 'Cancelled');
  return true;
}

async function onRequest(world: World, plan: Plan, event: RequestEvent): Promise<boolean> {
  const { workflowId, pick } = event;
  if (event.do === 'start') {
    await start(world, requestOf(plan, workflowId));
    return true;
  }
  if (event.do === 'resetRun') return resetSomewhere(world, { workflowId }, FIRST_STEPS, pick);
  if (event.do === 'resetWindow') {
    const windows = await openWindows(world, workflowId);
    const window = windows[pick % windows.length];
    return window !== undefined && resetSomewhere(world, window, undefined, pick);
  }
  const handle = world.client.workflow.getHandle(workflowId);
  if ((await handle.describe()).status.name !== 'RUNNING') return false;
  if (event.do === 'cancel') await handle.cancel();
  if (event.do === 'terminate') await handle.terminate('by chaos');
  if (event.do === 'pollNow') await handle.signal(POLL_NOW_SIGNAL);
  return true;
}

function requestOf({ requests }: Plan, workflowId: string): RequestPlan {
  const request = requests.find((each) => each.workflowId === workflowId);
  if (request === undefined) throw new Error(`the plan has no request ${workflowId}`);
  return request;
}

/** Joins the run that is under way, as `startExtract` does. */
export async function start(
  { client, taskQueue }: World,
  { workflowId, body }: RequestPlan,
): Promise<void> {
  await client.workflow.start(EXTRACT_ACTIVITIES, {
    taskQueue,
    workflowId,
    args: [body],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}
