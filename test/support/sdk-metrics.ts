/**
 * Metrics of Temporal's SDK that docs, dashboard and alerts use. That there are metrics of these names, a test sees at a
 * worker that has worked.
 */
export const SDK_METRICS = [
  'temporal_activity_execution_latency_seconds',
  'temporal_activity_schedule_to_start_latency_seconds',
  'temporal_num_pollers',
  'temporal_workflow_completed_total',
  'temporal_workflow_failed_total',
] as const;
