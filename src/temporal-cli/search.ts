import type { TriedWay } from './errors.ts';
import type { ExecutableSpec } from './executables.ts';

export interface FindOptions {
  /** Default: the process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: see `defaultCacheFolder`. */
  readonly cacheFolder?: string;
  /** Told what takes time (a download), one line each. Default: nobody. */
  readonly log?: (message: string) => void;
  /** Default: the platform that this runs on, e.g. `linux-x64`. */
  readonly platform?: string;
  /** Breaks off what takes time. */
  readonly signal?: AbortSignal;
}

export interface FoundExecutable {
  readonly path: string;
  readonly source: 'environment' | 'path' | 'cache' | 'official' | 'pypi';
}

/** What a way of fetching needs to know of the search. */
export type FetchContext = Pick<Search, 'env' | 'signal'>;

/** One search: what is looked for, where, and what was tried in vain so far. */
export interface Search extends Required<Omit<FindOptions, 'signal'>> {
  readonly signal: AbortSignal | undefined;
  readonly spec: ExecutableSpec;
  readonly tried: TriedWay[];
}
