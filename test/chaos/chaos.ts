/** A chaos run, from the plan to the verdict. */
import { checkAll } from './check.ts';
import { gatherEvidence } from './evidence/gather.ts';
import { keepEvidence } from './evidence/keep.ts';
import { heal } from './healing.ts';
import { within } from './patience.ts';
import { makePlan } from './plan.ts';
import { type ChaosReport, reportOf, struckByKind } from './report.ts';
import { WORKERS } from './settings.ts';
import type { StorageKind } from './storage/kinds.ts';
import { makeTrouble } from './trouble.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

export interface ChaosOptions extends WorldOptions {
  readonly windows: number;
  readonly minutes: number;
  /** How long healing may take: all runs that are open, then all requests once more. Default 3 min, with S3 8 min. */
  readonly drainMs?: number;
  readonly say?: (line: string) => void;
  /** File for all that the judgement rests on, as JSON: to find out why a promise broke. */
  readonly evidenceFile?: string | undefined;
  /** Ends it early; everything that it started is stopped and removed. */
  readonly signal?: AbortSignal;
}

/** With a bucket there are a hundred times the bytes, and steps that wait half a minute for it. */
const DRAIN_MS: Readonly<Record<StorageKind, number>> = { file: 180_000, s3: 480_000 };

/** Start, the last events of the plan, judgement. */
const SLACK_MS = 5 * 60_000;

/** Rejects when the run itself breaks or goes on for too long; what it finds is in the report. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { minutes, store, say: tell = () => undefined, signal } = options;
  const { drainMs = DRAIN_MS[store] } = options;
  let last = 'starting';
  const startMs = Date.now();
  const say = (line: string) => {
    last = line;
    tell(`${((Date.now() - startMs) / 1000).toFixed(1)} s  ${line}`);
  };
  const world = await createWorld(options);
  try {
    const limitMs = minutes * 60_000 + 2 * drainMs + SLACK_MS;
    const run = unfold(world, { ...options, drainMs, say });
    const limited = within(() => `the chaos run; last was: ${last}`, limitMs, run);
    return await Promise.race([limited, ...(signal === undefined ? [] : [interruption(signal)])]);
  } finally {
    await world[Symbol.asyncDispose]();
  }
}

function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const interrupt = () => reject(new Error('interrupted'));
    if (signal.aborted) interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
  });
}

type Settled = ChaosOptions & Required<Pick<ChaosOptions, 'drainMs' | 'say'>>;

async function unfold(world: World, options: Settled): Promise<ChaosReport> {
  const startMs = Date.now();
  const { seed, store, drainMs, say } = options;
  const plan = makePlan({ ...options, workers: WORKERS });
  const { datasets, requests, events } = plan;
  say(`${datasets.length} datasets, ${requests.length} requests, ${events.length} events`);
  const trouble = await makeTrouble(world, plan, say);
  const faultsByKind = struckByKind(world);
  const healing = await heal(world, requests, { drainMs, say });
  say('judging');
  const evidence = await gatherEvidence(world, plan);
  const course = { trouble, healing, evidence };
  if (options.evidenceFile !== undefined) await keepEvidence(options.evidenceFile, world, course);
  const breaches = await checkAll(world, course);
  return reportOf({ seed, store, requests: requests.length }, course, {
    kills: world.fleet.kills,
    drains: world.fleet.drains,
    serverRestarts: world.outages.length,
    faultsByKind,
    seconds: Math.round((Date.now() - startMs) / 1000),
    breaches,
  });
}
