/** From the environment to a checked configuration, or to every fault of it at once. */
import { isComplete } from '../interface/complete.ts';
import type { Complete } from '../interface/complete.ts';
import type { Fault } from '../interface/fault.ts';
import { unknownInstance } from '../interface/instance-name.ts';
import type { Destination } from '../store/destination.ts';
import { censor } from './censor.ts';
import type {
  ClientConfig,
  Loaded,
  MarketoConfig,
  WorkerConfig,
  WorkerDeployment,
} from './config.ts';
import { deploymentOf, deploymentWarnings } from './deployment-settings.ts';
import { readDestination } from './destination.ts';
import { EXTRACT_SETTINGS } from './extract-settings.ts';
import { readInstances } from './instances.ts';
import type { ListenAddress } from './listen-address.ts';
import { MARKETO_SETTINGS } from './marketo-settings.ts';
import { readPolicy } from './policy.ts';
import { findUnknownVariables, readSettings } from './read-settings.ts';
import type { Environment, Values } from './read-settings.ts';
import { S3_SETTINGS, toS3Options } from './s3-settings.ts';
import { ALL_SETTINGS, CLIENT_SETTINGS, WORKER_SETTINGS } from './settings.ts';

/** Everything that a worker needs. Reads no files but instances and secrets. `cwd`: absolute, for relative paths. */
export function loadWorkerConfig(environment: Environment, cwd: string): Loaded<WorkerConfig> {
  const faults: Fault[] = [];
  const values = readSettings(WORKER_SETTINGS, environment, faults);
  const marketo = readInstances(values, { environment, cwd }, faults);
  const { taskQueue, fileMode, shutdownGraceMs, workflowBundle, logLevel, usageIntervalMs } =
    values;
  const parts = {
    taskQueue,
    instances: marketo.instances,
    destination: readDestination(values.destination, cwd, faults),
    fileMode,
    policy: readPolicy(values, faults),
    shutdownGraceMs,
    workflowBundle,
    logLevel,
    usageIntervalMs,
  };
  const { storeId, metricsAddress, healthAddress } = values;
  const deployment = deploymentOf(values);
  const s3 = s3Of(parts.destination, values, environment);
  const toConfig = (complete: Complete<typeof parts>) => ({
    ...toWorkerConfig(complete, { metricsAddress, healthAddress, deployment }),
    ...(storeId === undefined ? {} : { storeId }),
    ...s3,
  });
  const finished = finish(parts, environment, faults, toConfig, marketo.variables);
  const warnings = [...finished.warnings, ...marketo.warnings, ...deploymentWarnings(values)];
  return censor({ ...finished, warnings }, [values.clientSecret, ...marketo.secrets]);
}

/** One Marketo instance, for a program that calls it directly: what is wrong with others is passed over. */
export function loadInstance(
  environment: Environment,
  cwd: string,
  name: string,
): Loaded<{ readonly marketo: MarketoConfig }> {
  const faults: Fault[] = [];
  const values = readSettings(MARKETO_SETTINGS, environment, faults);
  const read = readInstances(values, { environment, cwd, only: name }, faults);
  const marketo = read.instances.get(name);
  if (marketo === undefined && faults.length === 0) {
    faults.push({ path: '', message: unknownInstance(name, read.names) });
  }
  const finished = finish({ marketo }, environment, faults, (complete) => complete);
  return censor(finished, [values.clientSecret, ...read.secrets]);
}

/** What a program needs that starts and watches runs. Marketo's variables are not looked at. */
export function loadClientConfig(environment: Environment): Loaded<ClientConfig> {
  const faults: Fault[] = [];
  const { taskQueue } = readSettings(CLIENT_SETTINGS, environment, faults);
  return finish({ taskQueue }, environment, faults, (parts) => parts);
}

/** Where files go, for a program that reads them; `text` in the place of EXTRACT_DESTINATION. */
export function loadDestination(
  environment: Environment,
  cwd: string,
  text?: string,
): Loaded<Pick<WorkerConfig, 'destination' | 's3'>> {
  const faults: Fault[] = [];
  const settings = { destination: EXTRACT_SETTINGS.destination, ...S3_SETTINGS };
  const named = text === undefined ? environment : { ...environment, EXTRACT_DESTINATION: text };
  const values = readSettings(settings, named, faults);
  const parts = { destination: readDestination(values.destination, cwd, faults) };
  const s3 = s3Of(parts.destination, values, environment);
  return finish(parts, environment, faults, (complete) => ({ ...complete, ...s3 }));
}

function s3Of(
  destination: Destination | undefined,
  values: Values<typeof S3_SETTINGS>,
  environment: Environment,
): Pick<WorkerConfig, 's3'> {
  return destination?.kind === 's3' ? { s3: toS3Options(values, environment) } : {};
}

/** Size of Marketo's daily export volume, for a program that shows what is left of it. */
export function loadDailyQuota(environment: Environment): Loaded<{ dailyQuotaBytes: number }> {
  const faults: Fault[] = [];
  const { dailyQuotaBytes } = EXTRACT_SETTINGS;
  const values = readSettings({ dailyQuotaBytes }, environment, faults);
  const parts = { dailyQuotaBytes: values.dailyQuotaBytes };
  return finish(parts, environment, faults, (complete) => complete);
}

/** What a process may go without. */
interface Optional {
  readonly metricsAddress: ListenAddress | undefined;
  readonly healthAddress: ListenAddress | undefined;
  readonly deployment: WorkerDeployment | undefined;
}

function toWorkerConfig(
  parts: Omit<WorkerConfig, 'worker'> & WorkerConfig['worker'],
  { metricsAddress, healthAddress, deployment }: Optional,
): WorkerConfig {
  const { shutdownGraceMs, workflowBundle, logLevel, usageIntervalMs, ...config } = parts;
  const worker = {
    shutdownGraceMs,
    workflowBundle,
    logLevel,
    usageIntervalMs,
    ...(metricsAddress === undefined ? {} : { metricsAddress }),
    ...(healthAddress === undefined ? {} : { healthAddress }),
    ...(deployment === undefined ? {} : { deployment }),
  };
  return { ...config, worker };
}

function finish<Parts extends object, Config>(
  parts: Parts,
  environment: Environment,
  faults: readonly Fault[],
  toConfig: (parts: Complete<Parts>) => Config,
  referredTo: readonly string[] = [],
): Loaded<Config> {
  const known = [...ALL_SETTINGS.map(({ variable }) => variable), ...referredTo];
  const warnings = findUnknownVariables(environment, known);
  if (faults.length > 0) return { ok: false, faults, warnings };
  if (!isComplete(parts)) throw new Error('A setting is missing although no fault was found');
  return { ok: true, config: toConfig(parts), warnings };
}
