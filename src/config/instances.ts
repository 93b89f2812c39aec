/** Which Marketo instances there are: the one of the variables, named `default`, and those of the file. */
import { resolve } from 'node:path';
import type { Fault } from '../interface/fault.ts';
import { DEFAULT_INSTANCE } from '../interface/instance-name.ts';
import { isJsonObject } from '../interface/members.ts';
import type { MarketoConfig } from './config.ts';
import { readInstance, readSecret } from './instance.ts';
import { filePath, readInstancesFile } from './instances-file.ts';
import type { InstancesFile } from './instances-file.ts';
import { readMarketo } from './marketo.ts';
import type { MARKETO_SETTINGS } from './marketo-settings.ts';
import type { Environment, Values } from './read-settings.ts';

type MarketoValues = Values<typeof MARKETO_SETTINGS>;

export interface InstancesReading {
  /** Those without a fault. */
  readonly instances: ReadonlyMap<string, MarketoConfig>;
  /** Every name, also of instances that have faults or were not looked at. */
  readonly names: readonly string[];
  readonly warnings: readonly string[];
  /** Variables that the file refers to. */
  readonly variables: readonly string[];
  /** What no message may hold. */
  readonly secrets: readonly string[];
}

export interface InstancesSources {
  readonly environment: Environment;
  /** Absolute, for relative paths in variables. */
  readonly cwd: string;
  /** The one instance that is wanted: what is wrong with others is no concern then. */
  readonly only?: string;
}

export function readInstances(
  values: MarketoValues,
  { environment, cwd, only }: InstancesSources,
  faults: Fault[],
): InstancesReading {
  const { instancesFile } = values;
  const file =
    instancesFile === undefined
      ? undefined
      : readInstancesFile(resolve(cwd, instancesFile), faults);
  const wanted = (name: string) => only === undefined || only === name;
  const instances = new Map<string, MarketoConfig>();
  const keep = (name: string, config: MarketoConfig | undefined) => {
    if (config !== undefined) instances.set(name, config);
  };
  const byVariables = instancesFile === undefined || setsDefault(values);
  if (byVariables && wanted(DEFAULT_INSTANCE)) {
    keep(DEFAULT_INSTANCE, readMarketo(values, cwd, faults));
  }
  if (byVariables) refuseSecondDefault(file, faults);
  for (const [name, json] of file?.instances ?? []) {
    const around = { folder: file?.folder ?? cwd, environment, defaults: values };
    if (wanted(name)) keep(name, readInstance(name, json, around, faults));
  }
  const names = [...(byVariables ? [DEFAULT_INSTANCE] : []), ...(file?.instances.keys() ?? [])];
  return {
    instances,
    names: [...new Set(names)],
    warnings: compare(instances, faults),
    variables: variablesOf(file),
    secrets: secretsOf(file, environment).concat(
      instances.get(DEFAULT_INSTANCE)?.clientSecret() ?? [],
    ),
  };
}

/** Beside a file the variables need not tell of an instance; as soon as one of them is set, all have to be. */
function setsDefault({ baseUrl, clientId, clientSecret, clientSecretFile }: MarketoValues) {
  return [baseUrl, clientId, clientSecret, clientSecretFile].some((text) => text !== undefined);
}

function refuseSecondDefault(file: InstancesFile | undefined, faults: Fault[]): void {
  if (file?.instances.has(DEFAULT_INSTANCE) !== true) return;
  const message =
    `is told by MARKETO_BASE_URL, MARKETO_CLIENT_ID and the secret too, so it is unclear which one counts; ` +
    'unset those variables, or give this instance another name';
  faults.push({ path: filePath('instances', DEFAULT_INSTANCE), message });
}

/** Two names for one API user would share a token and count its limits twice; two users of a subscription may be meant. */
function compare(instances: ReadonlyMap<string, MarketoConfig>, faults: Fault[]): string[] {
  const all = [...instances];
  const warnings: string[] = [];
  for (const [index, [name, { baseUrl, clientId }]] of all.entries()) {
    const twins = all.slice(0, index).filter(([, other]) => other.baseUrl === baseUrl);
    const [twin] = twins;
    if (twin === undefined) continue;
    const user = twins.find(([, other]) => other.clientId === clientId);
    if (user === undefined) {
      warnings.push(
        `The instances "${twin[0]}" and "${name}" have the same base URL: Marketo counts their calls, queue and quota together, ` +
          'and the same request to both is exported and paid twice.',
      );
      continue;
    }
    const message =
      `has the base URL and client id of "${user[0]}", so its limits would be counted twice; ` +
      'keep one of the two, and tell exports apart by "dataset"';
    faults.push({ path: filePath('instances', name), message });
  }
  return warnings;
}

function variablesOf(file: InstancesFile | undefined): string[] {
  const references = [...(file?.instances.values() ?? [])]
    .filter(isJsonObject)
    .flatMap(({ clientId, clientSecret }) => [clientId, clientSecret])
    .filter(isJsonObject);
  return references.flatMap(({ env }) => (typeof env === 'string' ? [env.trim()] : []));
}

/** The secrets of instances that have faults, too: whatever a message quotes may be one, put in the wrong place. */
function secretsOf(file: InstancesFile | undefined, environment: Environment): string[] {
  if (file === undefined) return [];
  return [...file.instances.values()].flatMap((json) => {
    const secret = isJsonObject(json) ? json.clientSecret : undefined;
    if (typeof secret === 'string') return [secret];
    const read = readSecret(secret, { folder: file.folder, environment });
    return read.ok ? [read.value()] : [];
  });
}
