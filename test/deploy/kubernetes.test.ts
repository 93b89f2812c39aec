import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ALL_SETTINGS } from '../../src/config/settings.ts';
import { loadWorkerConfig } from '../../src/config/load.ts';
import { KUBERNETES_SCHEMAS, whyNoDeployChecks } from '../support/deploy-checks.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string } };
}

interface Deployment extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: object;
        readonly containers: readonly {
          readonly env: readonly Variable[];
          readonly securityContext: object;
          readonly [probe: string]: unknown;
        }[];
      };
    };
  };
}

interface Port {
  readonly port: number | string;
}

interface NetworkPolicy extends Manifest {
  readonly spec: {
    readonly podSelector: { readonly matchLabels: object };
    readonly ingress: readonly object[];
    readonly egress: readonly {
      readonly to?: readonly { readonly ipBlock: { readonly cidr: string } }[];
      readonly ports: readonly Port[];
    }[];
  };
}

interface PodMonitor extends Manifest {
  readonly spec: {
    readonly jobLabel: string;
    readonly selector: { readonly matchLabels: object };
    readonly podMetricsEndpoints: readonly object[];
  };
}

const folder = fileURLToPath(new URL('../../deploy/kubernetes/', import.meta.url));
const read = (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8'));
// What they are the schemas say; these types say what is looked at.
const { resources } = read('kustomization.yaml') as { readonly resources: readonly string[] };
const deployment = read('deployment.yaml') as Deployment;
const { data: settings } = read('settings.yaml') as {
  readonly data: Readonly<Record<string, string>>;
};
const policy = read('network-policy.yaml') as NetworkPolicy;
const podMonitor = read('../monitoring/pod-monitor.yaml') as PodMonitor;
const portOf = (name: string, address = '') => ({
  name,
  containerPort: Number(address.split(':')[1]),
});
const pod = deployment.spec.template.spec;
const worker = pod.containers[0]!;

describe('deploy/kubernetes', () => {
  it('is all named by its kustomization', () => {
    const others = readdirSync(folder).filter((name) => name !== 'kustomization.yaml');
    expect([...resources].sort()).toEqual(others.sort());
  });

  it('has a worker without rights on a read-only root', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(worker.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it.each([
    ['startupProbe', '/live'],
    ['livenessProbe', '/live'],
    ['readinessProbe', '/ready'],
  ])('%s asks %s at the port that the worker listens on', (probe, path) => {
    const address = worker.env.find(({ name }) => name === 'EXTRACT_HEALTH_ADDRESS')?.value;
    expect(worker[probe]).toMatchObject({ httpGet: { path, port: 'health' } });
    expect(worker.ports).toContainEqual(portOf('health', address));
  });

  it('shows its metrics to Prometheus, and opens no other port', () => {
    const address = worker.env.find(({ name }) => name === 'EXTRACT_METRICS_ADDRESS')?.value;
    expect(worker.ports).toContainEqual(portOf('metrics', address));
    expect(worker.ports).toHaveLength(2);
    expect(policy.spec.ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 'metrics' }],
      },
    ]);
  });

  it('reaches DNS, HTTPS and Temporal anywhere, and plain HTTP of the agent for roles on EKS alone', () => {
    const [anywhere, agent, ...others] = policy.spec.egress;
    expect(others).toEqual([]);
    expect(anywhere?.to).toBeUndefined();
    expect(anywhere?.ports.map(({ port }) => port)).toEqual([53, 53, 443, 7233]);
    expect(agent?.ports).toEqual([{ protocol: 'TCP', port: 80 }]);
    const blocks = agent?.to?.map(({ ipBlock }) => ipBlock.cidr);
    expect(blocks).toEqual(['169.254.170.23/32', 'fd00:ec2::23/128']);
  });

  it('is found by the PodMonitor, as the job that the alert rules ask for', () => {
    const { apiVersion, kind, spec } = podMonitor;
    expect(`${apiVersion} ${kind}`).toBe('monitoring.coreos.com/v1 PodMonitor');
    const { labels } = deployment.spec.template.metadata;
    expect(spec.selector.matchLabels).toEqual(labels);
    expect(spec.podMetricsEndpoints).toEqual([{ port: 'metrics', interval: '30s' }]);
    const alerts = readFileSync(join(folder, '../monitoring/alerts.yml'), 'utf8');
    expect(new Set(alerts.match(/job="[^"]*"/g))).toEqual(
      new Set([`job="${labels[spec.jobLabel]}"`]),
    );
  });

  it('ends the worker later than it ends by itself', () => {
    const grace = Number.parseInt(settings.EXTRACT_SHUTDOWN_GRACE ?? '', 10);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(grace + 21);
  });

  it('sets variables that there are, to values that the worker takes, and secrets by reference', () => {
    const known = ALL_SETTINGS.map(({ variable }) => variable);
    const names = [...Object.keys(settings), ...worker.env.map(({ name }) => name)];
    const others = names.filter((name) => !known.includes(name)).sort();
    const temporal = ['TEMPORAL_ADDRESS', 'TEMPORAL_API_KEY', 'TEMPORAL_NAMESPACE'];
    expect(others).toEqual(['AWS_REGION', ...temporal]);
    const told = worker.env.map(({ name, value }) => [name, value ?? 'of-the-Secret']);
    const { MARKETO_CLIENT_SECRET_FILE: _, ...rest } = Object.fromEntries(told) as Record<
      string,
      string
    >;
    const environment = { ...settings, ...rest, MARKETO_CLIENT_SECRET: 'secret' };
    expect(loadWorkerConfig(environment, '/app')).toMatchObject({ ok: true, warnings: [] });
    for (const { name, valueFrom } of worker.env) {
      if (/CLIENT_ID|API_KEY/.test(name))
        expect(valueFrom?.secretKeyRef?.name).toBe('marketo-extract');
    }
  });

  it('leaves a worker to every run while a node is drained, and speaks of this worker everywhere', () => {
    const budget = read('disruption-budget.yaml') as {
      spec: { minAvailable: number; selector: { matchLabels: object } };
    };
    const { labels } = deployment.spec.template.metadata;
    expect(budget.spec.minAvailable).toBeLessThan(deployment.spec.replicas);
    expect(budget.spec.selector.matchLabels).toEqual(labels);
    expect(policy.spec.podSelector.matchLabels).toEqual(labels);
  });
});

describe.skipIf(whyNoDeployChecks() !== undefined)('by the schemas of Kubernetes', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  beforeAll(() => {
    ajv.addSchema(schema('_definitions.json'));
  });

  it.each(resources)('%s is what it says it is, and has no member that is not known', (name) => {
    const manifest = read(name) as Manifest;
    const validate = ajv.compile(schemaOf(manifest));
    expect(validate(manifest) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...manifest, specs: {} })).toBe(false);
  });
});

/** The files are named `deployment-apps-v1.json`, `configmap-v1.json`, `networkpolicy-networking-v1.json`. */
function schemaOf({ apiVersion, kind }: Manifest): object {
  const [group = '', version] = apiVersion.split('/');
  const parts = version === undefined ? [group] : [group.split('.')[0], version];
  return schema(`${[kind.toLowerCase(), ...parts].join('-')}.json`);
}

function schema(name: string): object {
  return JSON.parse(readFileSync(join(KUBERNETES_SCHEMAS, name), 'utf8')) as object;
}
