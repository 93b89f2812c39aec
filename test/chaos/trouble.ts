/** The part of a chaos run in which things go wrong: every event of the plan at its time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { perform } from './actions.ts';
import type { Moment } from './check/bytes.ts';
import { isNotThere, whileServerIsAway } from './patience.ts';
import type { ChaosEvent, Plan } from './plan.ts';
import type { World } from './world.ts';

/** Longest that an event may take: a worker's start on a busy machine, a server's restart. */
const EVENT_MS = 150_000;

/** How often each kind of event had something to act upon. */
export type Tally = Partial<Record<ChaosEvent['do'], number>>;

export interface TroubleReport {
  readonly tally: Tally;
  /** Events that could not be done: not a breach, but a run with many of them shows little. */
  readonly refused: readonly string[];
  /** When something was done, by the emulator's clock. */
  readonly moments: readonly Moment[];
}

/** Resolves when all events are over. */
export async function makeTrouble(
  world: World,
  plan: Plan,
  say: (line: string) => void,
): Promise<TroubleReport> {
  const startMs = Date.now();
  const tally: Tally = {};
  const refused: string[] = [];
  const moments: Moment[] = [];
  const underWay: Promise<void>[] = [];
  for (const event of plan.events) {
    await sleep(Math.max(0, startMs + event.atMs - Date.now()));
    underWay.push(once(event));
  }
  await Promise.all(underWay);
  return { tally, refused, moments };

  async function once(event: ChaosEvent): Promise<void> {
    const name = inWords(event);
    moments.push(momentOf(world, plan, event));
    try {
      const done = await whileServerIsAway(name, EVENT_MS, () => perform(world, plan, event));
      if (done) tally[event.do] = (tally[event.do] ?? 0) + 1;
      say(done ? name : `${name}: nothing there`);
    } catch (error) {
      // A run that closed in this very moment is nothing to wonder about.
      if (!isNotThere(error)) refused.push(`${name}: ${String(error)}`);
      say(`${name}: ${String(error)}`);
    }
  }
}

function momentOf({ emulator }: World, { requests }: Plan, event: ChaosEvent): Moment {
  const at = emulator.clock.read().now;
  if (!('workflowId' in event)) return { at };
  const dataset = requests.find(({ workflowId }) => workflowId === event.workflowId)?.dataset;
  return { at, ...(dataset && { dataset }), doubles: event.do === 'resetRun' };
}

function inWords(event: ChaosEvent): string {
  if ('workflowId' in event) return `${event.do} ${event.workflowId}`;
  return 'worker' in event ? `${event.do} worker ${event.worker}` : event.do;
}
