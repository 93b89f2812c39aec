/** Dashboard, alert rules and docs/operations.md against the metrics that there are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { METRICS, type MetricDefinition } from '../../../src/observability/metric-table.ts';
import { SDK_METRICS } from '../../support/sdk-metrics.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly { readonly expr: string }[];
}
interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: string }[];
  };
}
interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const dashboard = JSON.parse(read('deploy/monitoring/grafana-dashboard.json')) as Dashboard;
const { groups } = parse(read('deploy/monitoring/alerts.yml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const operations = read('docs/operations.md');
const metricsPage = read('docs/metrics.md');

const definitions: MetricDefinition[] = Object.values(METRICS);
const charts = dashboard.panels.filter(({ type }) => type !== 'row');
const queries = charts.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ where: `panel "${title}"`, expr })),
);
const alerts = rules.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr }));

/** Of PromQL, as far as it is used here. */
const WORDS = new Set(
  'sum max count by rate increase histogram_quantile time or unless offset absent vector'.split(
    ' ',
  ),
);

/** Every name in the expression that is neither a word of PromQL nor a label. */
function metricsOf(expr: string): string[] {
  const bare = expr
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)|\boffset \w+/g, '');
  const names = bare.match(/[a-z_][\w:]*/gi) ?? [];
  return names.filter((name) => !WORDS.has(name));
}

function isKnown(name: string): boolean {
  if (name === 'up' || [...SDK_METRICS, ...definitions.map((one) => one.name)].includes(name)) {
    return !isHistogram(name);
  }
  const [, base = ''] = /^(.+)_(?:bucket|sum|count)$/.exec(name) ?? [];
  return isHistogram(base);
}

function isHistogram(name: string): boolean {
  const definition = definitions.find((one) => one.name === name);
  if (definition !== undefined) return definition.kind === 'histogram';
  return SDK_METRICS.some((known) => known === name) && name.endsWith('_seconds');
}

describe.each([...queries, ...alerts])('$where', ({ expr }) => {
  it('asks for metrics that there are', () => {
    const named = metricsOf(expr);
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
  });

  it('selects our metrics by labels that they have', () => {
    for (const [, name = '', matchers = ''] of expr.matchAll(/(marketo_extract_\w+)\{([^}]*)\}/g)) {
      const definition = definitions.find((one) => name.startsWith(one.name));
      const labels = [...matchers.matchAll(/(\w+)=~?"/g)].map(([, label]) => label);
      expect(definition?.labels).toEqual(expect.arrayContaining(labels));
    }
  });
});

it('the names in an expression are found, words and labels left out', () => {
  const expr =
    'sum by (a, b) (rate(one_total{c=~"d|two"}[5m])) or (three unless three offset 1h) > time()';
  expect(metricsOf(expr)).toEqual(['one_total', 'three', 'three']);
  expect(isKnown('marketo_extract_job_total')).toBe(false);
  expect(isKnown(METRICS.apiCallSeconds.name)).toBe(false); // a histogram has no samples of its own name
});

describe('the dashboard', () => {
  it('shows every metric of this product but the mere age of a reading', () => {
    const shown = queries.flatMap(({ expr }) => metricsOf(expr));
    const missing = definitions
      .map(({ name }) => name)
      .filter((name) => !shown.some((one) => one === name || one === `${name}_bucket`));
    expect(missing).toEqual([METRICS.usageReadAt.name]);
  });

  it('has variables for data source and instance, and no panel over another', () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual([
      'datasource',
      'marketo_instance',
    ]);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

describe('the alerts', () => {
  it('each have a section in docs/operations.md, in their order, that they link to', () => {
    const sections = [...operations.matchAll(/^### (MarketoExtract\w+)$/gm)].map(
      ([, name]) => name,
    );
    expect(sections).toEqual(rules.map(({ alert }) => alert));
    for (const { alert, annotations } of rules) {
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
    }
  });

  it('are of three severities', () => {
    for (const { labels } of rules)
      expect(['critical', 'warning', 'info']).toContain(labels.severity);
  });
});

it('docs/metrics.md names metrics of the SDK that there are, all that are used', () => {
  const named = new Set(metricsPage.match(/`temporal_\w+`/g)?.map((name) => name.slice(1, -1)));
  expect([...named].filter((name) => name !== 'temporal_').sort()).toEqual([...SDK_METRICS].sort());
});
