/**
 * Counters begin at 0 when the worker does. A series that begins with its first event hides that event from `increase`, and so
 * would the first file after each restart be. Failures of steps and calls have too many series for that.
 */
import type { MetricMeter } from '@temporalio/common';
import { EXPORT_WINDOW, WINDOWS_METRIC } from '../interface/names.ts';
import { JOB_EVENTS, MATCHING_STEPS, WAITS } from './label-values.ts';
import { createMetrics, type Metrics } from './metrics.ts';

export interface CountedWorker {
  /** Names of its Marketo instances. */
  readonly instances: Iterable<string>;
  readonly namespace: string;
  readonly taskQueue: string;
}

export function beginSeries(
  meter: MetricMeter,
  { instances, namespace, taskQueue }: CountedWorker,
): void {
  const metrics = createMetrics(meter);
  // Windows are counted by their workflow, whose meter has these labels.
  const workflow = { namespace, taskQueue, workflowType: EXPORT_WINDOW };
  const ofWindows = createMetrics(meter.withTags(workflow));
  for (const marketo_instance of instances) {
    for (const outcome of WINDOWS_METRIC.outcomes) {
      ofWindows.count('windows', { marketo_instance, outcome }, 0);
    }
    beginOwn(metrics, marketo_instance);
  }
}

function beginOwn(metrics: Metrics, marketo_instance: string): void {
  for (const event of JOB_EVENTS) metrics.count('jobs', { marketo_instance, event }, 0);
  for (const reason of WAITS) metrics.count('waits', { marketo_instance, reason }, 0);
  for (const step of MATCHING_STEPS) metrics.count('mismatches', { marketo_instance, step }, 0);
  const files = ['publishedFiles', 'publishedBytes', 'publishedRecords'] as const;
  for (const key of [...files, 'downloadedBytes', 'resumedBytes'] as const) {
    metrics.count(key, { marketo_instance }, 0);
  }
}
