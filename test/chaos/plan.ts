/** What happens when in a chaos run: pure, and the same for the same seed. */
import { planDatasets, type DatasetPlan } from './plan-datasets.ts';
import { planDisturbances, type Disturbance } from './plan-disturbances.ts';
import type { PlanOptions } from './plan-options.ts';
import { planRequests, type RequestEvent, type RequestPlan } from './plan-requests.ts';

export type ChaosEvent = RequestEvent | Disturbance;

export interface Plan {
  readonly datasets: readonly DatasetPlan[];
  readonly requests: readonly RequestPlan[];
  /** Ascending by time. */
  readonly events: readonly ChaosEvent[];
}

export function makePlan(options: PlanOptions): Plan {
  const lengthMs = options.minutes * 60_000;
  const datasets = planDatasets(options.seed, options.windows);
  const { requests, events } = planRequests(options.seed, datasets, lengthMs);
  const disturbances = planDisturbances(options, lengthMs);
  const all = [...events, ...disturbances].sort((a, b) => a.atMs - b.atMs);
  return { datasets, requests, events: all };
}
