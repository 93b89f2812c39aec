/** What the programs of this package are configured with, complete and checked. */
import type { Fault } from '../interface/fault.ts';
import type { Policy } from '../interface/resolved.ts';
import type { ListenAddress } from './listen-address.ts';
import type { Destination } from '../store/destination.ts';
import type { S3Options } from '../store/s3/options.ts';

/** For programs that start and watch runs: no Marketo, no destination, no secrets. */
export interface ClientConfig {
  readonly taskQueue: string;
}

export interface WorkerConfig extends ClientConfig {
  /** By name, at least one. */
  readonly instances: ReadonlyMap<string, MarketoConfig>;
  readonly destination: Destination;
  /** How the destination's bucket is reached; absent for a folder. */
  readonly s3?: S3Options;
  /** The only store to work on; absent: whatever store is there, or a new one. */
  readonly storeId?: string;
  /** Permission bits of the files that are written, such as 0o600. */
  readonly fileMode: number;
  readonly policy: Policy;
  readonly worker: ProcessConfig;
}

/** Fits `createMarketoClient` as it is. */
export interface MarketoConfig {
  /** Origin, without a path. */
  readonly baseUrl: string;
  readonly clientId: string;
  /** A function, so that it is never printed by accident, and a rotated file is read anew. */
  readonly clientSecret: () => string;
  readonly limits: { readonly callsPer20s: number; readonly concurrentCalls: number };
  readonly timeouts: { readonly bodyIdleMs: number; readonly leastBytesPerSecond: number };
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** A worker's place in Temporal's Worker Versioning. */
export interface WorkerDeployment {
  readonly name: string;
  /** Absent: the version of this product. */
  readonly buildId?: string;
}

export interface ProcessConfig {
  readonly shutdownGraceMs: number;
  /** Path, or `auto`. */
  readonly workflowBundle: string;
  /** Absent: no Worker Versioning. */
  readonly deployment?: WorkerDeployment;
  readonly logLevel: LogLevel;
  /** Absent: no metrics. */
  readonly metricsAddress?: ListenAddress;
  /** 0: never. */
  readonly usageIntervalMs: number;
  /** Absent: no `/live` and `/ready`. */
  readonly healthAddress?: ListenAddress;
}

/** Warnings are there in both cases: a mistyped name is often why another variable is missing. */
export type Loaded<T> =
  | { readonly ok: true; readonly config: T; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly faults: readonly Fault[]; readonly warnings: readonly string[] };
