/** What a service of a resolved Compose configuration says of its container, and its image where it says nothing. */
import type { ComposeModel, ComposeService } from '../deploy-checks.ts';
import type { ContainerMount } from './container.ts';
import type { Image } from './images.ts';

/** These are read; another one is a reason to look here. */
const KNOWN = [
  ...['image', 'build', 'entrypoint', 'command', 'environment', 'volumes', 'healthcheck'],
  ...['depends_on', 'profiles', 'network_mode', 'networks', 'read_only', 'cap_drop', 'ports'],
  ...['security_opt', 'stop_grace_period', 'restart'],
];

export function serviceOf(model: ComposeModel, name: string): ComposeService {
  const service = model.services[name];
  if (service === undefined) throw new Error(`No service ${name}`);
  const unknown = Object.keys(service).filter((key) => !KNOWN.includes(key));
  if (unknown.length > 0) throw new Error(`${name}: nobody here knows ${unknown.join()}`);
  return service;
}

export function imageOf(images: Readonly<Record<string, Image>>, { image = '' }: ComposeService) {
  const found = images[image.replace(/:[^:/]+$/, '')];
  if (found === undefined) throw new Error(`It is not known what is in ${image}`);
  return found;
}

/** `args` stand for the service's command. An entrypoint of the service leaves the image's command out. */
export function commandOf(
  { entrypoint, command }: ComposeService,
  image: Image,
  args?: readonly string[],
): readonly string[] {
  const own = args ?? command;
  if (entrypoint) return [...entrypoint, ...(own ?? [])];
  return [...image.entrypoint, ...(own ?? image.command)];
}

/** Undefined when it has none, or it is turned off. */
export function healthCommandOf(
  { healthcheck }: ComposeService,
  image: Image,
): readonly string[] | undefined {
  if (healthcheck?.disable === true) return undefined;
  if (healthcheck?.test === undefined) return image.healthCommand;
  const [kind, ...command] = healthcheck.test;
  if (kind === 'CMD') return command;
  if (kind === 'CMD-SHELL') return ['/bin/sh', '-c', ...command];
  return undefined;
}

export function mountsOf(
  { volumes = [] }: ComposeService,
  folderOf: (volume: string) => string,
): readonly ContainerMount[] {
  return volumes.map(({ type, source, target, read_only: readOnly = false }) => ({
    source: type === 'volume' ? folderOf(source) : source,
    target,
    readOnly,
  }));
}

/** Without those behind a profile, each after all that it depends on. */
export function inOrder({ services }: ComposeModel): readonly string[] {
  const ordered: string[] = [];
  const add = (name: string): void => {
    if (ordered.includes(name)) return;
    Object.keys(services[name]?.depends_on ?? {}).forEach(add);
    ordered.push(name);
  };
  for (const [name, { profiles = [] }] of Object.entries(services)) {
    if (profiles.length === 0) add(name);
  }
  return ordered;
}

/** Compose's default is 10 s. */
export function graceMsOf({ stop_grace_period: period = '10s' }: ComposeService): number {
  const [, seconds] = /^(\d+)s$/.exec(period) ?? [];
  if (seconds === undefined) throw new Error(`Not in seconds: ${period}`);
  return Number(seconds) * 1_000;
}
