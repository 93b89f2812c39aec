/** The end of a chaos run: faults cleared, workers up, every run brought to its end, every request started once more. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { POLL_NOW_SIGNAL, STATUS_QUERY } from '../../src/interface/names.ts';
import { start } from './actions.ts';
import { WORKERS } from './settings.ts';
import { isNotThere, within } from './patience.ts';
import type { RequestPlan } from './plan-requests.ts';
import type { World } from './world.ts';

const LOOK_MS = 2_000;
const STATUS_MS = 10_000;
/** A pollNow with every so many looks: runs shall get on without it, too. */
const NUDGE_LOOKS = 5;

export interface HealingReport {
  /** Runs and windows that did not come to their end in time. */
  readonly hung: readonly string[];
  /** Requests that did not complete although nothing was in their way, with what was said instead. */
  readonly unfinished: readonly string[];
}

export async function heal(
  world: World,
  requests: readonly RequestPlan[],
  { drainMs, say }: { drainMs: number; say: (line: string) => void },
): Promise<HealingReport> {
  world.emulator.clearFaults();
  world.storage.heal();
  world.emulator.setEnvironment({ hold: false, otherTools: { running: 0, queued: 0 } });
  await world.fleet.startAll(WORKERS);
  say('healed; waiting for the runs that are open');
  const hung = await untilAllClosed(world, drainMs, say);
  say('the same requests once more');
  const unfinished: string[] = [];
  await Promise.all(
    requests.map(async (request) => {
      const complaint = await complete(world, request, drainMs);
      if (complaint !== undefined) unfinished.push(`${request.workflowId}: ${complaint}`);
    }),
  );
  return { hung: [...hung, ...(await untilAllClosed(world, LOOK_MS * 5, say))], unfinished };
}

/** Waits that faults have begun (a quota that is used up until tomorrow) are ended, as a person would: by pollNow. */
async function untilAllClosed(
  world: World,
  forMs: number,
  say: (line: string) => void,
): Promise<string[]> {
  const deadline = Date.now() + forMs;
  for (let look = 1; ; look += 1) {
    const open = await openRuns(world);
    if (open.length === 0) return [];
    say(`${open.length} open`);
    if (Date.now() > deadline) return Promise.all(open.map((run) => standing(world, run)));
    if (look % NUDGE_LOOKS === 0) {
      for (const { workflowId, runId } of open) await nudge(world, workflowId, runId);
    }
    await sleep(LOOK_MS);
  }
}

/** What a run that does not end says of itself. */
async function standing(
  { client }: World,
  { workflowId, runId }: WorkflowExecutionInfo,
): Promise<string> {
  const asked = client.workflow.getHandle(workflowId, runId).query<unknown>(STATUS_QUERY);
  const status = await within('its status', STATUS_MS, asked).catch(String);
  return `${workflowId} (${runId}): ${JSON.stringify(status)}`;
}

async function openRuns({ client, taskQueue }: World): Promise<WorkflowExecutionInfo[]> {
  const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  const open: WorkflowExecutionInfo[] = [];
  for await (const run of client.workflow.list({ query })) open.push(run);
  return open;
}

async function nudge({ client }: World, workflowId: string, runId: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId, runId).signal(POLL_NOW_SIGNAL);
  } catch (error) {
    if (!isNotThere(error)) throw error;
  }
}

/** By looking, not by awaiting the result: a call that is still open when the server stops would end this process. */
async function complete(
  world: World,
  request: RequestPlan,
  forMs: number,
): Promise<string | undefined> {
  const deadline = Date.now() + forMs;
  await start(world, request);
  const handle = world.client.workflow.getHandle(request.workflowId);
  for (;;) {
    const { status } = await handle.describe();
    if (status.name === 'COMPLETED') return undefined;
    if (status.name !== 'RUNNING' && status.name !== 'CONTINUED_AS_NEW') return status.name;
    if (Date.now() > deadline) return `still ${status.name}`;
    await sleep(LOOK_MS);
  }
}
