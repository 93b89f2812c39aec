/** Alert rules, scrape configuration and the dashboard's queries, by Prometheus' own tool. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { promtool, whyNoPromtool } from '../support/promtool.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const folder = fileURLToPath(new URL('../../deploy/monitoring/', import.meta.url));

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}

/** As one group of recording rules, with an interval in the place of Grafana's. */
function queriesAsRules(): string {
  const { panels } = JSON.parse(
    readFileSync(`${folder}grafana-dashboard.json`, 'utf8'),
  ) as Dashboard;
  const exprs = panels.flatMap(({ targets = [] }) =>
    targets.map(({ expr }) => expr.replaceAll(/\$__(rate_interval|range)/g, '5m')),
  );
  const rules = exprs.map((expr, at) => ({ record: `panel:${at}`, expr }));
  return stringify({ groups: [{ name: 'dashboard', rules }] });
}

describe.skipIf(whyNoPromtool() !== undefined)('promtool', () => {
  it('takes the rules, and the configuration that names them', () => {
    const checked = promtool(['check', 'config', 'prometheus.yml'], folder);
    expect(checked).toContain('SUCCESS: 15 rules found');
  });

  it('takes every query of the dashboard', async () => {
    const { path, remove } = await makeTemporaryFolder();
    const check = (rules: string) => {
      const file = join(path, 'dashboard.yml');
      writeFileSync(file, rules);
      return promtool(['check', 'rules', file]);
    };
    try {
      expect(check(queriesAsRules())).toMatch(/SUCCESS: \d\d rules found/);
      expect(() => check(queriesAsRules().replace('rate(', 'rate(sum('))).toThrow('unclosed');
    } finally {
      await remove();
    }
  });

  it.each(['alerts.test.yml', 'alerts-hours.test.yml', 'alerts-days.test.yml'])(
    'finds that each alert fires when it should, and not else: %s',
    (tests) => {
      expect(promtool(['test', 'rules', tests], folder)).toContain('SUCCESS');
    },
  );
});
