/** What `npm run prepare:deploy` fetches, for the tests of the files that deploy. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(ROOT, '.cache/deploy');
export const COMPOSE = join(CACHE, 'docker-compose-5.6.0');
export const KUBERNETES_SCHEMAS = join(CACHE, 'kubernetes-schemas-1.37.0');

/** Undefined when they are there. In CI that they are not is a failure: `.ci/run` prepares them. */
export function whyNoDeployChecks(): string | undefined {
  if ([COMPOSE, KUBERNETES_SCHEMAS].every((path) => existsSync(path))) return undefined;
  const why =
    'no docker compose and Kubernetes schemas in .cache/deploy; npm run prepare:deploy fetches them';
  if ((process.env.CI ?? '') !== '') throw new Error(`CI checks what deploys: ${why}`);
  console.warn(`Files that deploy are only read, not checked: ${why}`);
  return why;
}

export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly context: string };
  readonly entrypoint?: readonly string[] | null;
  readonly command?: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly {
    readonly host_ip?: string;
    readonly published: string;
    readonly target: number;
  }[];
  readonly volumes?: readonly {
    readonly type: string;
    readonly source: string;
    readonly target: string;
    readonly read_only?: boolean;
  }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly network_mode?: string;
  readonly profiles?: readonly string[];
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly stop_grace_period?: string;
}

export interface ComposeModel {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, object>>;
}

/**
 * What `docker compose config` makes of the files, in the order given. `env` is all that it can put in, beside the `.env`
 * that services take from `folder`; the default is where the files are.
 */
export function composeConfig(
  files: readonly string[],
  env: Readonly<Record<string, string>> = {},
  folder = ROOT,
): ComposeModel {
  const named = files.flatMap((file) => ['--file', join(ROOT, file)]);
  const project = ['--project-directory', folder];
  const options = [...project, '--env-file', '/dev/null', '--profile', '*', ...named];
  const json = execFileSync(COMPOSE, [...options, 'config', '--format', 'json'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return JSON.parse(json) as ComposeModel; // its shape is what the tests are about
}
