/** What a container engine makes of a command: a process with file system, network and process numbers of its own. Linux, as root. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { spawnCommand, type SpawnedProcess } from '../spawn-entry.ts';

export interface ContainerMount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface ContainerOptions {
  /** Of its host. */
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** `1000:1000`. */
  readonly user: string;
  readonly home: string;
  readonly workFolder: string;
  readonly mounts: readonly ContainerMount[];
  readonly readOnly: boolean;
  /** Takes all capabilities away, and every way to new ones. */
  readonly withoutRights: boolean;
  /** An empty folder. */
  readonly root: string;
  /** Without it there is loopback alone. */
  readonly network?: { readonly pid: number; readonly address: string };
  /** Names of other containers to their addresses. */
  readonly hosts: Readonly<Record<string, string>>;
}

export interface Container {
  /** Its output, and its end: the code of the container's first process. */
  readonly process: SpawnedProcess;
  /** Runs a command inside, as a health check does. */
  exec(command: readonly string[]): SpawnedProcess;
  /** Sends the signal to its first process, which has number 1 there and so only takes what it handles. */
  signal(name: NodeJS.Signals): void;
}

const SCRIPT = fileURLToPath(new URL('container.sh', import.meta.url));

/** Why none can be run here; undefined when they can. In CI that they cannot is a failure: nobody else brings the services up. */
export function whyNoContainers(): string | undefined {
  const why = whyRefused();
  if (why !== undefined && (process.env.CI ?? '') !== '') {
    throw new Error(`CI brings docker-compose.yml up, on Linux as root: ${why}`);
  }
  return why;
}

function whyRefused(): string | undefined {
  const tools = 'unshare nsenter setpriv mount hostname ip wget'
    .split(' ')
    .map((tool) => `command -v ${tool}`);
  const make = 'ip link add bridge type bridge; mount -t tmpfs tmpfs /tmp';
  const script = [...tools, `unshare --net --mount --pid --fork sh -ec '${make}'`].join('\n');
  try {
    execFileSync('sh', ['-exc', script], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
}

export function startContainer(options: ContainerOptions): Container {
  const inside = [...privileges(options), ...environmentOf(options)];
  const process = spawnUnshared([SCRIPT, ...inside, ...options.command], {
    NAME: options.name,
    ROOT: options.root,
    HOSTS: hostsFile(options),
    USER_IDS: options.user,
    HOME_FOLDER: options.home,
    WORK_FOLDER: options.workFolder,
    READ_ONLY: options.readOnly ? '1' : '0',
    MOUNTS: options.mounts.map(asLine).join(''),
    NETWORK: String(options.network?.pid ?? ''),
    ADDRESS: options.network?.address ?? '',
  });
  return {
    process,
    exec: (command) => {
      const first = String(firstProcess(process.pid));
      const enter = ['--target', first, '--mount', '--net', '--pid', '--uts', '--ipc', '--root'];
      return spawnCommand('nsenter', [...enter, '--wd', ...inside, ...command], { PATH });
    },
    signal: (name) => void globalThis.process.kill(firstProcess(process.pid), name),
  };
}

/** Ends with this process, however that ends. */
export function spawnUnshared(
  command: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): SpawnedProcess {
  const namespaces = ['unshare', '--net', '--mount', '--uts', '--ipc'];
  const args = ['--pdeathsig', 'SIGKILL', ...namespaces, ...command];
  return spawnCommand('setpriv', args, { PATH, ...variables });
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function privileges({ user, withoutRights }: ContainerOptions): string[] {
  const [uid = '', gid = ''] = user.split(':');
  const ids = ['--reuid', uid, '--regid', gid, '--clear-groups', '--pdeathsig', 'SIGKILL'];
  const none = ['--bounding-set', '-all', '--inh-caps', '-all', '--no-new-privs'];
  return ['setpriv', ...ids, ...(withoutRights ? none : []), '--'];
}

function environmentOf({ home, environment }: ContainerOptions): string[] {
  const all = { PATH, HOME: home, ...environment };
  return ['env', '-i', ...Object.entries(all).map(([name, value]) => `${name}=${value}`)];
}

function hostsFile({ hosts }: ContainerOptions): string {
  const others = Object.entries(hosts).map(([name, address]) => `${address} ${name}`);
  return ['127.0.0.1 localhost', ...others].join('\n');
}

function asLine({ source, target, readOnly }: ContainerMount): string {
  return `${source} ${target} ${readOnly ? 'ro' : 'rw'}\n`;
}

/** `unshare` waits for it outside. Throws when there is none (yet). */
function firstProcess(unshare: number): number {
  const [child = ''] = readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'utf8').split(' ');
  if (child === '') throw new Error('The container has no process');
  return Number(child);
}
