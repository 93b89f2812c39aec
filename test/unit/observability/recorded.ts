/** Metrics that remember what they were told. */
import type { Metrics } from '../../../src/observability/metrics.ts';

export interface Told {
  readonly key: string;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

export function recordedMetrics(): Metrics & { readonly told: readonly Told[] } {
  const told: Told[] = [];
  return {
    told,
    count: (key, labels, by = 1) => void told.push({ key, value: by, labels }),
    set: (key, value, labels) => void told.push({ key, value, labels }),
    record: (key, value, labels) => void told.push({ key, value, labels }),
  };
}
