import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { labelsTable, metricsTable } from '../../../src/observability/documentation.ts';
import { LABELS, type MetricDefinition, METRICS } from '../../../src/observability/metric-table.ts';

const page = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
const definitions: MetricDefinition[] = Object.values(METRICS);

it('docs/metrics.md has the metrics and labels of the code; `npm run generate` writes them', () => {
  const between = (what: string) =>
    page.split(`<!-- ${what}: generated -->`)[1]?.split(`<!-- end of ${what} -->`)[0]?.trim();
  expect(between('metrics')).toBe(metricsTable());
  expect(between('labels')).toBe(labelsTable());
});

describe.each(definitions)('$name', ({ name, kind, help, labels, buckets }) => {
  it('is named as Prometheus names things', () => {
    expect(name).toMatch(/^marketo_extract_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(kind === 'counter');
    if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(help).not.toMatch(/\.$|\n|\|/);
  });

  it('has labels that are documented, and bounds where it is a histogram', () => {
    for (const label of Object.keys(labels)) expect(Object.keys(LABELS)).toContain(label);
    expect(buckets !== undefined).toBe(kind === 'histogram');
    expect(buckets ?? []).toEqual([...(buckets ?? [])].sort((one, other) => one - other));
  });
});

it('no metric has a label for what there is no end of, or who', () => {
  const used = new Set(definitions.flatMap(({ labels }) => Object.keys(labels)));
  expect([...used].sort()).toEqual(Object.keys(LABELS).sort());
  const telling = /id$|run|workflow|export|dataset|lead|mail|user|file|path|message|url|host/i;
  expect([...used].filter((label) => telling.test(label))).toEqual([]);
});
