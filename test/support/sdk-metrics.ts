import { STEPS } from '../../src/observability/label-values.ts';
import type { LabelValues } from '../../src/observability/metric-table.ts';

const ANYWHERE = { namespace: 'any', task_queue: 'any', service_name: 'any' } as const;
const OF_STEPS = { ...ANYWHERE, activity_type: STEPS, workflow_type: 'any' } as const;
const OF_RUNS = {
  ...ANYWHERE,
  workflow_type: ['extractActivities', 'exportWindow', 'planExtract'],
} as const;

/**
 * Metrics of Temporal's SDK that docs, dashboard and alerts use, with labels that they can have. That there are metrics of
 * these names and labels, a test sees at a worker that has worked.
 */
export const SDK_METRICS: Readonly<Record<string, Readonly<Record<string, LabelValues>>>> = {
  temporal_activity_execution_latency_seconds: OF_STEPS,
  temporal_activity_schedule_to_start_latency_seconds: OF_STEPS,
  temporal_num_pollers: { ...ANYWHERE, poller_type: 'any' },
  temporal_workflow_completed_total: OF_RUNS,
  temporal_workflow_failed_total: OF_RUNS,
};
