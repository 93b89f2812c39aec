import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_SETTINGS } from '../../../src/config/settings.ts';
import { loadWorkerConfig } from '../../../src/config/load.ts';
import { TEMPORAL_CLI } from '../../../src/temporal-cli/executables.ts';
import { parseYaml } from './yaml.ts';

const root = new URL('../../../', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), 'utf8');
const dockerfile = read('Dockerfile');
const ignored = read('.dockerignore').split('\n');

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly network_mode?: string;
}

interface Compose {
  readonly services: Readonly<Record<'temporal' | 'worker' | 'emulator', Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

// Its shape is what the expectations below are about.
const compose = (await parseYaml(read('docker-compose.yml'))) as unknown as Compose;
const { temporal, worker, emulator } = compose.services;

describe('docker-compose.yml', () => {
  it('has Temporal, a worker, and the emulator only when it is asked for', () => {
    expect(Object.keys(compose.services)).toEqual(['temporal', 'worker', 'emulator']);
    expect(emulator.profiles).toEqual(['emulator']);
    expect([temporal.profiles, worker.profiles]).toEqual([undefined, undefined]);
  });

  it('publishes ports on loopback only', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports).toHaveLength(2);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  });

  it('runs the Temporal CLI that the rest of the project runs', () => {
    expect(temporal.image).toBe(`temporalio/temporal:${TEMPORAL_CLI.version}`);
    expect(temporal.command?.slice(0, 2)).toEqual(['server', 'start-dev']);
  });

  it('starts the worker when Temporal is well', () => {
    expect(temporal.healthcheck).toBeDefined();
    expect(worker.depends_on).toEqual({ temporal: { condition: 'service_healthy' } });
  });

  it('sets variables that there are, to values that the worker takes', () => {
    const known = ALL_SETTINGS.map(({ variable }) => variable);
    const unknown = Object.keys(worker.environment ?? {}).filter((name) => !known.includes(name));
    expect(unknown).toEqual(['TEMPORAL_ADDRESS']);
    const loaded = loadWorkerConfig(
      {
        ...worker.environment,
        MARKETO_BASE_URL: 'http://127.0.0.1:8080',
        MARKETO_CLIENT_ID: 'demo',
        MARKETO_CLIENT_SECRET: 'demo',
      },
      '/app',
    );
    expect(loaded).toMatchObject({ ok: true, warnings: [] });
  });

  it('keeps what must last in volumes that it declares', () => {
    const used = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0]),
    );
    expect(used.sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('lets the worker reach the emulator, which listens on loopback only', () => {
    expect(emulator.network_mode).toBe('service:worker');
    expect(emulator.command).toEqual(expect.arrayContaining(['emulator', '--port', '8080']));
  });

  it('builds its services from the Dockerfile', () => {
    expect([worker.build, emulator.build]).toEqual(['.', '.']);
  });
});

describe('Dockerfile', () => {
  it('is of glibc, builds the bundle, and runs Node itself as a user without rights', () => {
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(images).toEqual(['node:22-bookworm-slim', 'node:22-bookworm-slim']);
    expect(dockerfile).toContain('npm run build');
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^CMD \["node", "dist\/worker\.js"\]$/m);
  });

  it('copies nothing that is kept from it, and no .env', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names = '']) => names.split(' '),
    );
    expect(sources.filter((name) => !ignored.includes(`!${name}`))).toEqual([]);
    expect(ignored).toContain('*');
    expect(ignored.some((line) => line.startsWith('!.env'))).toBe(false);
  });
});
