import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ALL_SETTINGS } from '../../src/config/settings.ts';
import { loadWorkerConfig } from '../../src/config/load.ts';
import { TEMPORAL_CLI } from '../../src/temporal-cli/executables.ts';
import {
  composeConfig,
  type ComposeModel,
  type ComposeService,
  whyNoDeployChecks,
} from '../support/deploy-checks.ts';

const BASE = ['docker-compose.yml'];
const WITH_POSTGRES = [...BASE, 'docker-compose.postgres.yml'];
const ONCE = ['search-attributes', 'bucket', 'schema', 'namespace'];
const root = new URL('../../', import.meta.url);

function entries(model: ComposeModel): [string, ComposeService][] {
  return Object.entries(model.services);
}

function service(model: ComposeModel, name: string): ComposeService {
  const found = model.services[name];
  if (found === undefined) throw new Error(`No service ${name}`);
  return found;
}

/** Of the database; nothing else has no default. */
const SECRET = { POSTGRES_PASSWORD: 'chosen' };

describe.skipIf(whyNoDeployChecks() !== undefined)('docker compose config', () => {
  let base: ComposeModel;
  let withPostgres: ComposeModel;
  const BOTH: readonly (readonly [string, () => ComposeModel])[] = [
    ['docker-compose.yml', () => base],
    ['with docker-compose.postgres.yml', () => withPostgres],
  ];
  beforeAll(() => {
    base = composeConfig(BASE);
    withPostgres = composeConfig(WITH_POSTGRES, SECRET);
  });

  it('has Temporal, a store, a stand-in, a worker and what sets them up; the command line when asked for', () => {
    const names = ['temporal', 'search-attributes', 'bucket', 's3', 'emulator', 'worker', 'cli'];
    expect(Object.keys(base.services).sort()).toEqual(names.sort());
  });

  it.each(BOTH)('%s: ports are published on loopback only, and none twice', (_, model) => {
    const ports = entries(model()).flatMap(([, { ports: own = [] }]) => own);
    expect(ports.length).toBeGreaterThanOrEqual(4);
    for (const port of ports) expect(port.host_ip).toBe('127.0.0.1');
    expect(new Set(ports.map(({ published }) => published)).size).toBe(ports.length);
  });

  it.each(BOTH)(
    '%s: what is set up once has ended, and what serves is well, before it is needed',
    (_, modelOf) => {
      const model = modelOf();
      for (const [name, { depends_on: needs = {} }] of entries(model)) {
        for (const [needed, { condition }] of Object.entries(needs)) {
          const isOnce = ONCE.includes(needed);
          expect
            .soft(condition, `${name} needs ${needed}`)
            .toBe(isOnce ? 'service_completed_successfully' : 'service_healthy');
          if (!isOnce) expect.soft(service(model, needed).healthcheck, needed).toBeDefined();
        }
      }
      expect(Object.keys(service(model, 'worker').depends_on ?? {}).sort()).toEqual([
        'emulator',
        's3',
        'search-attributes',
        'temporal',
      ]);
    },
  );

  it.each(BOTH)(
    '%s: no health check has a space in an argument, where older Podman cuts it',
    (_, model) => {
      const checks = entries(model()).flatMap(([, { healthcheck }]) =>
        healthcheck?.test === undefined ? [] : [healthcheck.test],
      );
      expect(checks.length).toBeGreaterThanOrEqual(3);
      expect(checks.flat().filter((argument) => argument.includes(' '))).toEqual([]);
    },
  );

  it('no health check waits for a DNS server: each asks its own container by address', () => {
    for (const [name, { healthcheck }] of entries(withPostgres)) {
      if (healthcheck?.test === undefined) continue;
      expect.soft(healthcheck.test.join(' '), name).toContain('127.0.0.1');
    }
    expect(service(base, 'temporal').healthcheck?.test).toContain('127.0.0.1:7233');
  });

  it.each(BOTH)(
    '%s: what serves comes back by itself, what is set up once does not for ever',
    (_, model) => {
      for (const [name, { restart }] of entries(model())) {
        if (name === 'cli') continue;
        const expected = ONCE.includes(name) ? /^(on-failure:\d+)?$/ : /^unless-stopped$/;
        expect.soft(restart ?? '', name).toMatch(expected);
      }
    },
  );

  it.each(BOTH)(
    '%s: what serves has time to end, told for engines without a default',
    (_, model) => {
      for (const [name, { restart, stop_grace_period: grace }] of entries(model())) {
        if (restart !== 'unless-stopped') continue;
        expect.soft(Number.parseInt(grace ?? '0', 10), name).toBeGreaterThanOrEqual(10);
      }
    },
  );

  it.each(BOTH)('%s: every image has an exact tag, and none is deprecated', (_, model) => {
    for (const [name, { image = '' }] of entries(model())) {
      if (image === 'marketo-activity-extract') continue;
      expect.soft(image, name).toMatch(/^[\w./-]+:v?\d+(\.\d+)+$/);
      expect.soft(image, name).not.toMatch(/auto-setup|bitnami|minio/);
    }
  });

  it('runs our own image without rights and on a read-only root', () => {
    const own = entries(base).filter(([, { build }]) => build !== undefined);
    expect(own.map(([name]) => name).sort()).toEqual([
      'cli',
      'emulator',
      'search-attributes',
      'worker',
    ]);
    for (const [name, { read_only, cap_drop }] of own) {
      expect.soft({ read_only, cap_drop }, name).toEqual({ read_only: true, cap_drop: ['ALL'] });
    }
  });

  it('runs the Temporal CLI that the rest of the project runs', () => {
    const { image, command } = service(base, 'temporal');
    expect(image).toBe(`temporalio/temporal:${TEMPORAL_CLI.version}`);
    expect(command?.slice(0, 2)).toEqual(['server', 'start-dev']);
  });

  it('gives the worker variables that there are, with values that it takes', () => {
    const { environment = {} } = service(base, 'worker');
    const known = ALL_SETTINGS.map(({ variable }) => variable);
    const others = Object.keys(environment).filter((name) => !known.includes(name));
    const aws = ['AWS_ACCESS_KEY_ID', 'AWS_REGION', 'AWS_SECRET_ACCESS_KEY'];
    expect(others.sort()).toEqual([...aws, 'TEMPORAL_ADDRESS']);
    const loaded = loadWorkerConfig(environment, '/app');
    expect(loaded).toMatchObject({ ok: true, warnings: [] });
    expect(environment).toMatchObject({ MARKETO_BASE_URL: 'http://emulator:8080' });
  });

  it('asks the Marketo that the shell or .env names, with a secret or a file of it', () => {
    const named = {
      MARKETO_BASE_URL: 'https://123-ABC-456.mktorest.com',
      MARKETO_CLIENT_ID: 'id',
      MARKETO_CLIENT_SECRET: '',
    };
    const { environment } = service(composeConfig(BASE, named), 'worker');
    expect(environment).toMatchObject(named);
  });

  it('hands no AWS keys of the shell to the store here', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'of the shell', AWS_SECRET_ACCESS_KEY: 'of the shell' };
    expect(JSON.stringify(composeConfig(BASE, keys))).not.toContain('of the shell');
  });

  it('stops the worker later than it ends by itself', () => {
    const { stop_grace_period: period, environment = {} } = service(base, 'worker');
    const grace = Number.parseInt(environment.EXTRACT_SHUTDOWN_GRACE ?? '', 10);
    expect(Number.parseInt(period ?? '', 10)).toBeGreaterThan(grace + 21);
  });

  it.each(BOTH)('%s: what must last is in volumes that are declared', (_, modelOf) => {
    const model = modelOf();
    const used = entries(model).flatMap(([, { volumes = [] }]) =>
      volumes.flatMap(({ type, source }) => (type === 'volume' ? [source] : [])),
    );
    expect(Object.keys(model.volumes)).toEqual(expect.arrayContaining([...new Set(used)]));
  });

  it('with Postgres no development server is left: its command, volume and UI are gone', () => {
    const { image, command, volumes } = service(withPostgres, 'temporal');
    expect(image).toMatch(/^temporalio\/server:/);
    expect(command ?? null).toBeNull();
    expect(volumes).toMatchObject([{ type: 'bind' }]);
    expect(service(withPostgres, 'schema').image).toBe(image?.replace('/server:', '/admin-tools:'));
    expect(service(withPostgres, 'temporal-ui').ports).toMatchObject([{ published: '8233' }]);
  });

  it('has no password of its own: without one it says where to put it', () => {
    expect(() => composeConfig(WITH_POSTGRES)).toThrow(/POSTGRES_PASSWORD.*put it into \.env/);
    const { services } = withPostgres;
    const given = ['postgres', 'schema', 'temporal'].map(
      (name) => JSON.stringify(services[name]).split('"chosen"').length - 1,
    );
    expect(given).toEqual([1, 1, 1]);
  });

  it('with Postgres the UI may change something over plain HTTP, and no Go client waits for a DNS server outside', () => {
    const address = 'passthrough:///temporal:7233';
    expect(service(withPostgres, 'temporal-ui').environment).toEqual({
      TEMPORAL_ADDRESS: address,
      TEMPORAL_CSRF_COOKIE_INSECURE: 'true',
    });
    expect(service(withPostgres, 'namespace').environment).toEqual({ TEMPORAL_ADDRESS: address });
  });

  it('takes the tags that .env names', () => {
    const model = composeConfig(WITH_POSTGRES, {
      ...SECRET,
      TEMPORAL_SERVER_VERSION: '9.9.9',
      TEMPORAL_UI_VERSION: '9.9.8',
      POSTGRES_VERSION: '9.9.7',
    });
    const tags = ['temporal', 'schema', 'namespace', 'temporal-ui', 'postgres'].map(
      (name) => service(model, name).image?.split(':')[1],
    );
    expect(tags).toEqual(['9.9.9', '9.9.9', '9.9.9', '9.9.8', '9.9.7']);
  });
});

it('.env.example has the variables of docker-compose.postgres.yml, with the tags that it has itself', () => {
  const file = readFileSync(new URL('docker-compose.postgres.yml', root), 'utf8');
  const tags = [...file.matchAll(/\$\{(\w+):-([\d.]+)\}/g)].map(
    ([, name, tag]) => `#${name}=${tag}`,
  );
  const secrets = [...file.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => `#${name}=…`);
  const example = readFileSync(new URL('.env.example', root), 'utf8').split('\n');
  const given = example.filter((line) => /^#(TEMPORAL_(SERVER|UI)_|POSTGRES_)/.test(line));
  expect(given.sort()).toEqual([...new Set([...tags, ...secrets])].sort());
});

describe('docs/containers.md', () => {
  it('names every tag that it was not possible to try', () => {
    const page = readFileSync(new URL('docs/containers.md', root), 'utf8');
    const files = WITH_POSTGRES.map((name) => readFileSync(new URL(name, root), 'utf8')).join('\n');
    const images = [...files.matchAll(/image: (?:&\S+ )?([\w./-]+:\S+)$/gm)].map(([, image = '']) =>
      image.replace(/\$\{\w+:-(.*)\}/, '$1'),
    );
    expect(new Set(images).size).toBe(6);
    for (const image of images) expect.soft(page).toContain(`\`${image}\``);
  });
});
