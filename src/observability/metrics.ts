/** The metrics of the table, on the SDK's meter: one endpoint for theirs and ours. */
import type { MetricMeter } from '@temporalio/common';
import {
  type KeyOf,
  type LabelsOf,
  type MetricDefinition,
  METRICS,
  SDK_BUCKETS,
} from './metric-table.ts';

export interface Metrics {
  count<Key extends KeyOf<'counter'>>(key: Key, labels: LabelsOf<Key>, by?: number): void;
  set<Key extends KeyOf<'gauge'>>(key: Key, value: number, labels: LabelsOf<Key>): void;
  record<Key extends KeyOf<'histogram'>>(key: Key, value: number, labels: LabelsOf<Key>): void;
}

export function createMetrics(meter: MetricMeter): Metrics {
  const counters = instruments('counter', ({ name, help }) =>
    meter.createCounter(withoutSuffix(name), undefined, help),
  );
  const gauges = instruments('gauge', ({ name, help }) =>
    meter.createGauge(name, 'float', undefined, help),
  );
  const histograms = instruments('histogram', ({ name, help }) =>
    meter.createHistogram(name, 'float', undefined, help),
  );
  return {
    count: (key, labels, by = 1) => counters.get(key)?.add(by, labels),
    set: (key, value, labels) => gauges.get(key)?.set(value, labels),
    record: (key, value, labels) => histograms.get(key)?.record(value, labels),
  };
}

/**
 * For `histogramBucketOverrides` of the SDK's exporters with `useSecondsForDurations`: bounds of our histograms, and of those of
 * the SDK that dashboard and alert rules read. The defaults are made for calls of some seconds.
 */
export function histogramBuckets(): Record<string, number[]> {
  const definitions: MetricDefinition[] = Object.values(METRICS);
  const own = definitions.flatMap(({ name, buckets }) =>
    buckets === undefined ? [] : [[name, buckets] as const],
  );
  return Object.fromEntries(
    [...own, ...Object.entries(SDK_BUCKETS)].map(([name, bounds]) => [name, [...bounds]]),
  );
}

function instruments<Instrument>(
  kind: MetricDefinition['kind'],
  create: (definition: MetricDefinition) => Instrument,
): Map<string, Instrument> {
  const entries: [string, MetricDefinition][] = Object.entries(METRICS);
  return new Map(
    entries
      .filter(([, definition]) => definition.kind === kind)
      .map(([key, definition]) => [key, create(definition)]),
  );
}

/** The exporter appends it. */
function withoutSuffix(name: string): string {
  return name.replace(/_total$/, '');
}
