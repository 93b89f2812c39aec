/** Who asks for what, and what is done to the runs: cancelled, terminated, reset, and started again. */
import { periodOf, type DatasetPlan } from './plan-datasets.ts';
import { createRandom, type Random } from './random.ts';

const HALF_DAY_MS = 43_200_000;
/** Nothing is started in the last part of the plan: what is begun shall meet trouble too. */
const STARTING_SHARE = 0.8;
/** Of the datasets, those that somebody asks for anew, also while the first run is under way. */
const REFRESHED_SHARE = 0.2;

export interface RequestPlan {
  readonly workflowId: string;
  readonly dataset: string;
  /** The JSON object that is sent. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RequestEvent {
  readonly atMs: number;
  readonly do: 'start' | 'cancel' | 'terminate' | 'resetRun' | 'resetWindow' | 'pollNow';
  readonly workflowId: string;
  /** Which of what is there then (windows, steps), taken modulo their number. */
  readonly pick: number;
}

interface Requests {
  readonly requests: readonly RequestPlan[];
  readonly events: readonly RequestEvent[];
}

export function planRequests(
  seed: number,
  datasets: readonly DatasetPlan[],
  lengthMs: number,
): Requests {
  const random = createRandom(seed, 'requests');
  const refreshes = createRandom(seed, 'refreshes');
  const requests: RequestPlan[] = [];
  const events: RequestEvent[] = [];
  for (const [index, dataset] of datasets.entries()) {
    const share = (index + random.next()) / datasets.length;
    const startMs = Math.floor(share * STARTING_SHARE * lengthMs);
    for (const [number, body] of bodies(random, dataset).entries()) {
      const workflowId = `${dataset.name}-${number}`;
      requests.push({ workflowId, dataset: dataset.name, body });
      // The first of a dataset begins; others come at the same moment or a little later.
      const delayMs = number === 0 || random.chance(0.3) ? 0 : random.between(0, 15_000);
      events.push(...lifeOf(random, workflowId, startMs + delayMs));
    }
    if (refreshes.chance(REFRESHED_SHARE)) {
      const workflowId = `${dataset.name}-refresh`;
      const { startMs: fromMs, endMs } = periodOf(dataset);
      const again = { ...body(refreshes, dataset, fromMs, endMs, 'P1D'), refresh: true };
      requests.push({ workflowId, dataset: dataset.name, body: again });
      events.push(...lifeOf(refreshes, workflowId, startMs + refreshes.between(5_000, 60_000)));
    }
  }
  return { requests, events };
}

/** The whole period in windows of a day, and perhaps others that overlap it, cut otherwise. */
function bodies(random: Random, dataset: DatasetPlan): Record<string, unknown>[] {
  const { startMs, endMs } = periodOf(dataset);
  const all = [body(random, dataset, startMs, endMs, 'P1D')];
  if (random.chance(0.25)) all.push(body(random, dataset, startMs, endMs, 'P1D'));
  if (random.chance(0.4)) {
    const fromMs = startMs + random.between(1, dataset.days) * HALF_DAY_MS;
    all.push(body(random, dataset, fromMs, endMs, random.pick(['PT12H', 'PT20H', 'P1D'])));
  }
  return all;
}

function body(
  random: Random,
  { name, query }: DatasetPlan,
  startMs: number,
  endMs: number,
  windowSize: string,
): Record<string, unknown> {
  const { activityTypeIds, ...columns } = query;
  const createdAt = { startAt: instant(startMs), endAt: instant(endMs) };
  const filter = { createdAt, ...(activityTypeIds && { activityTypeIds }) };
  return { filter, ...columns, dataset: name, windowSize, concurrency: random.between(1, 4) };
}

function instant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function lifeOf(random: Random, workflowId: string, startMs: number): RequestEvent[] {
  const events: RequestEvent[] = [];
  const add = (what: RequestEvent['do'], atMs: number) =>
    events.push({ atMs, do: what, workflowId, pick: random.between(0, 999) });
  add('start', startMs);
  const soon = () => startMs + random.between(1_000, 40_000);
  if (random.chance(0.25)) add('resetRun', soon());
  if (random.chance(0.35)) add('resetWindow', soon());
  if (random.chance(0.5)) add('pollNow', soon());
  if (random.chance(0.35)) {
    const endMs = soon();
    add(random.pick(['cancel', 'terminate']), endMs);
    add('start', endMs + random.between(0, 10_000));
  }
  return events;
}
