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
      Object.keys(labels)
        .map((label) => `\`${label}\``)
        .join(', '),
      help,
    ]),
  ]);
}

/** A row a label, or a row a list of values where metrics differ in them. */
export function labelsTable(): string {
  const labels: [string, string][] = Object.entries(LABELS);
  return markdownTable([
    ['Label', 'Is', 'Values'],
    ...labels.flatMap(([label, meaning]) =>
      [...valuesOf(label)].map(([values, metrics]) => [
        `\`${label}\`${values === 'any' ? '' : ` of ${metrics.map((name) => `\`${name}\``).join(', ')}`}`,
        meaning,
        values,
      ]),
    ),
  ]);
}

/** Which metrics have which list of values, as it is read. */
function valuesOf(label: string): Map<string, readonly string[]> {
  const definitions: MetricDefinition[] = Object.values(METRICS);
  const lists = new Map<string, string[]>();
  for (const { name, labels } of definitions) {
    const values = Object.entries(labels).find(([one]) => one === label)?.[1];
    if (values === undefined) continue;
    const list = values === 'any' ? values : values.map((value) => `\`${value}\``).join(', ');
    lists.set(list, [...(lists.get(list) ?? []), name]);
  }
  return lists;
}
