/** The configuration as a worker in this folder would read it, each part for itself: a fault in one hides no other. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporalConfig } from '../client/temporal-config.ts';
import type { MarketoConfig } from '../config/config.ts';
import { readDestination } from '../config/destination.ts';
import { readEnvironment } from '../config/environment.ts';
import { readInstances } from '../config/instances.ts';
import { loadWorkerConfig } from '../config/load.ts';
import { readSettings, textOf, type Environment } from '../config/read-settings.ts';
import { toS3Options } from '../config/s3-settings.ts';
import { ALL_SETTINGS, WORKER_SETTINGS } from '../config/settings.ts';
import type { Fault } from '../interface/fault.ts';
import { unknownInstance } from '../interface/instance-name.ts';
import type { Destination } from '../store/destination.ts';
import type { S3Options } from '../store/s3/options.ts';
import { attemptNow, type Outcome } from './outcome.ts';

/** Where a variable that is set comes from. */
export type VariableSource = 'environment' | '.env';

export interface EnvironmentFacts {
  readonly folder: string;
  readonly envFile: boolean;
  /** Names only: ours and Temporal's, in the order of their names. */
  readonly variables: Readonly<Record<string, VariableSource>>;
}

export interface TemporalFacts {
  readonly address: string;
  readonly namespace: string;
  readonly tls: boolean;
  readonly apiKey: boolean;
  /** `TEMPORAL_PROFILE`, else the profile `default`, when there is a file of profiles. */
  readonly profile: string;
}

export interface DoctorSettings {
  readonly environment: Environment;
  readonly facts: EnvironmentFacts;
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
  readonly temporal: Outcome<TemporalFacts>;
  /** Absent when the variable is wrong. The same holds for what follows. */
  readonly taskQueue: string | undefined;
  /** Those without a fault; the wanted one alone where one was named. */
  readonly instances: ReadonlyMap<string, MarketoConfig>;
  readonly destination: Destination | undefined;
  /** How the destination's bucket is reached; of no use to a folder. */
  readonly s3: S3Options;
  readonly storeId: string | undefined;
  readonly fileMode: number | undefined;
  readonly dailyQuotaBytes: number | undefined;
}

/** Throws when there is a `.env` that cannot be read. */
export function readDoctorSettings(
  cwd: string,
  real: Environment,
  instance: string | undefined,
): DoctorSettings {
  const environment = readEnvironment(cwd, real);
  const values = readSettings(WORKER_SETTINGS, environment, []);
  const only = instance === undefined ? {} : { only: instance };
  const { instances, names } = readInstances(values, { environment, cwd, ...only }, []);
  const loaded = loadWorkerConfig(environment, cwd);
  const stranger =
    instance === undefined || names.includes(instance)
      ? []
      : [{ path: '--instance', message: unknownInstance(instance, names) }];
  return {
    environment,
    facts: environmentFacts(cwd, environment, real),
    faults: [...(loaded.ok ? [] : loaded.faults), ...stranger],
    warnings: loaded.warnings,
    temporal: attemptNow(() => temporalFacts(environment)),
    taskQueue: values.taskQueue,
    instances,
    destination: readDestination(values.destination, cwd, []),
    s3: toS3Options(values, environment),
    storeId: values.storeId,
    fileMode: values.fileMode,
    dailyQuotaBytes: values.dailyQuotaBytes,
  };
}

function environmentFacts(
  cwd: string,
  environment: Environment,
  real: Environment,
): EnvironmentFacts {
  const known = new Set(ALL_SETTINGS.map(({ variable }) => variable));
  const set = Object.keys(environment)
    .filter((name) => known.has(name) || name.startsWith('TEMPORAL_'))
    .filter((name) => textOf(environment, name) !== undefined)
    .sort();
  const sourceOf = (name: string) => (textOf(real, name) === undefined ? '.env' : 'environment');
  return {
    folder: cwd,
    envFile: existsSync(join(cwd, '.env')),
    variables: Object.fromEntries(set.map((name) => [name, sourceOf(name)] as const)),
  };
}

function temporalFacts(environment: Environment): TemporalFacts {
  const { address, namespace, connectionOptions } = temporalConfig(environment);
  const { tls, apiKey } = connectionOptions;
  const hasKey = apiKey !== undefined;
  return {
    address,
    namespace,
    tls: Boolean(tls ?? hasKey),
    apiKey: hasKey,
    profile: textOf(environment, 'TEMPORAL_PROFILE') ?? 'default',
  };
}
