/** Dashboard, alert rules and docs/operations.md against the metrics that there are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  type LabelValues,
  type MetricDefinition,
  METRICS,
  SDK_BUCKETS,
} from '../../../src/observability/metric-table.ts';
import { type Matcher, readPromQL } from '../../support/promql.ts';
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
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
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
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const dashboard = JSON.parse(read('deploy/monitoring/grafana-dashboard.json')) as Dashboard;
const { groups } = parse(read('deploy/monitoring/alerts.yml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
interface AlertTest {
  readonly alertname: string;
  readonly exp_alerts?: readonly object[];
}
/** What test/deploy/alerts.test.ts has promtool run. */
const alertTests = ['alerts.test.yml', 'alerts-hours.test.yml', 'alerts-days.test.yml'].flatMap(
  (name) => {
    const { tests } = parse(read(`deploy/monitoring/${name}`)) as {
      readonly tests: readonly { readonly alert_rule_test: readonly AlertTest[] }[];
    };
    return tests.flatMap((test) => test.alert_rule_test);
  },
);
const rules = groups.flatMap((group) => group.rules);
const operations = read('docs/operations.md');
const metricsPage = read('docs/metrics.md');

const definitions: MetricDefinition[] = Object.values(METRICS);
const charts = dashboard.panels.filter(({ type }) => type !== 'row');
const queries = charts.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ where: `panel "${title}"`, expr })),
);
const alerts = rules.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr }));

/** Of any series: Prometheus names the target that it comes from. */
const OF_TARGETS = { job: 'any', instance: 'any' } as const;

interface Known {
  readonly labels: Readonly<Record<string, LabelValues>>;
  readonly bounds?: readonly number[];
}

/** Every name that a sample can have: of a histogram the three that it is stored by. */
const known = new Map<string, Known>([
  ['up', { labels: OF_TARGETS }],
  ...definitions.flatMap(({ name, labels, buckets }) =>
    samplesOf(name, { ...OF_TARGETS, ...labels }, buckets),
  ),
  ...Object.entries(SDK_METRICS).flatMap(([name, labels]) =>
    samplesOf(name, { ...OF_TARGETS, ...labels }, sdkBuckets(name)),
  ),
]);

function samplesOf(
  name: string,
  labels: Known['labels'],
  bounds: readonly number[] | undefined,
): [string, Known][] {
  if (bounds === undefined) return [[name, { labels }]];
  return [
    [`${name}_bucket`, { labels: { ...labels, le: 'any' }, bounds }],
    [`${name}_sum`, { labels }],
    [`${name}_count`, { labels }],
  ];
}

/** The SDK's names for them are without prefix and unit. */
function sdkBuckets(name: string): readonly number[] | undefined {
  const [, base] = /^temporal_(.+)_seconds$/.exec(name) ?? [];
  return Object.entries(SDK_BUCKETS).find(([known]) => known === base)?.[1];
}

/** Alternatives of a pattern that no value of the label is. */
function neverMet({ label, operator, value }: Matcher, values: LabelValues): string[] {
  const alternatives = operator.endsWith('~') ? value.split('|') : [value];
  if (values === 'any') return [];
  return alternatives
    .filter((one) => one !== '' && !values.includes(one))
    .map((one) => `${label}=${one}`);
}

describe.each([...queries, ...alerts])('$where', ({ expr }) => {
  const { selectors, groupings, quantileBounds } = readPromQL(expr);

  it('asks for metrics that there are', () => {
    expect(selectors).not.toEqual([]);
    expect(selectors.filter(({ metric }) => !known.has(metric))).toEqual([]);
  });

  it('selects them by labels that they have, and by values that these can have', () => {
    for (const { metric, matchers } of selectors) {
      const { labels = {} } = known.get(metric) ?? {};
      const unknown = matchers.flatMap((matcher) => {
        const values = labels[matcher.label];
        return values === undefined ? [matcher.label] : neverMet(matcher, values);
      });
      expect(unknown, metric).toEqual([]);
    }
  });

  it('groups them by labels that they have', () => {
    for (const { labels, metrics } of groupings) {
      for (const metric of metrics) {
        expect(Object.keys(known.get(metric)?.labels ?? {}), metric).toEqual(
          expect.arrayContaining([...labels]),
        );
      }
    }
  });

  it('holds a quantile against a bound that its histogram has, for between two bounds it is a guess', () => {
    for (const { metrics, bound } of quantileBounds) {
      for (const metric of metrics) expect(known.get(metric)?.bounds, metric).toContain(bound);
    }
  });
});

it('what an expression asks for is found, whatever stands around it', () => {
  const expr =
    'sum by (a, le) (rate(one_total{c=~"d|two",e!="f"}[$__rate_interval])) or (three unless three offset 1h) > time()';
  const { selectors, groupings } = readPromQL(expr);
  const matchers = [
    { label: 'c', operator: '=~', value: 'd|two' },
    { label: 'e', operator: '!=', value: 'f' },
  ];
  expect(selectors).toEqual([
    { metric: 'one_total', matchers },
    { metric: 'three', matchers: [] },
    { metric: 'three', matchers: [] },
  ]);
  expect(groupings).toEqual([{ labels: ['a', 'le'], metrics: ['one_total'] }]);
  const quantile = 'histogram_quantile(0.95, sum by (le) (rate(x_bucket[15m]))) > 60';
  expect(readPromQL(quantile).quantileBounds).toEqual([{ metrics: ['x_bucket'], bound: 60 }]);
  expect(() => readPromQL('sum(rate(x)')).toThrow('Not PromQL');
});

it.each([
  ['marketo_extract_job_total', false],
  [METRICS.apiCallSeconds.name, false], // a histogram has no samples of its own name
  [`${METRICS.apiCallSeconds.name}_count`, true],
  ['temporal_activity_execution_latency_seconds_bucket', true],
])('%s is known as a metric: %s', (name, isKnown) => {
  expect(known.has(name)).toBe(isKnown);
});

describe('the dashboard', () => {
  it('shows every metric of this product but the mere age of a reading', () => {
    const shown = queries.flatMap(({ expr }) =>
      readPromQL(expr).selectors.map(({ metric }) => metric),
    );
    const missing = definitions
      .map(({ name }) => name)
      .filter((name) => !shown.some((one) => one === name || one === `${name}_bucket`));
    expect(missing).toEqual([METRICS.usageReadAt.name]);
  });

  it('names in its legends labels that are left after grouping', () => {
    for (const { title, targets = [] } of charts) {
      for (const { expr, legendFormat } of targets) {
        const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
        const left = readPromQL(expr).groupings.flatMap(({ labels }) => labels);
        expect(left, title).toEqual(expect.arrayContaining(named));
      }
    }
  });

  it('offers the instances of a metric that there is', () => {
    const { query } = dashboard.templating.list.find(({ name }) => name === 'marketo_instance')!;
    const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(query) ?? [];
    expect(Object.keys(known.get(metric)?.labels ?? {})).toContain(label);
  });

  it('shows hours where a step can take hours', () => {
    for (const bounds of Object.values(SDK_BUCKETS)) {
      expect(bounds).toEqual([...bounds].sort((one, other) => one - other));
      expect(bounds.at(-1)).toBe(86_400); // the longest attempt of a step: src/workflows/activities.ts
    }
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

  it('are of three severities, and a critical one has lasted', () => {
    for (const { alert, labels, for: lasting } of rules) {
      expect(['critical', 'warning', 'info']).toContain(labels.severity);
      if (labels.severity === 'critical') expect(lasting, alert).toMatch(/^([5-9]|\d\d)m$/);
    }
  });

  it.each(rules.map(({ alert }) => alert))('%s is tried: it fires, and it is silent', (alert) => {
    const tried = alertTests.filter(({ alertname }) => alertname === alert);
    const fires = tried.map(({ exp_alerts: expected = [] }) => expected.length > 0);
    expect(new Set(fires)).toEqual(new Set([true, false]));
  });
});

it('docs/metrics.md names metrics of the SDK that there are, all that are used', () => {
  const named = new Set(metricsPage.match(/`temporal_\w+`/g)?.map((name) => name.slice(1, -1)));
  expect([...named].filter((name) => name !== 'temporal_').sort()).toEqual(
    Object.keys(SDK_METRICS).sort(),
  );
});
