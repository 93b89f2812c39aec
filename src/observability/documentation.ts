/** The metrics as people read them: the tables of docs/metrics.md. */
import { markdownTable } from '../config/markdown-table.ts';
import { LABELS, type MetricDefinition, METRICS } from './metric-table.ts';

export function metricsTable(): string {
  const definitions: MetricDefinition[] = Object.values(METRICS);
  return markdownTable([
    ['Metric', 'Type', 'Labels', 'Meaning'],
    ...definitions.map(({ name, kind, labels, help }) => [
      `\`${name}\``,
      kind,
      labels.map((label) => `\`${label}\``).join(', '),
      help,
    ]),
  ]);
}

export function labelsTable(): string {
  const labels: [string, string][] = Object.entries(LABELS);
  return markdownTable([
    ['Label', 'Value'],
    ...labels.map(([name, value]) => [`\`${name}\``, value]),
  ]);
}
