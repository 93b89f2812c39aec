/** One instance of the file. No message repeats a value but of limits: a mix-up of members would print the secret. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { isComplete } from '../interface/complete.ts';
import { mismatch } from '../interface/fault.ts';
import type { Fault } from '../interface/fault.ts';
import { isJsonObject, readMembers } from '../interface/members.ts';
import { normalizeBaseUrl } from '../marketo/base-url.ts';
import type { MarketoConfig } from './config.ts';
import {
  checkCredential,
  CREDENTIALS_ARE_SHOWN,
  readSecretFile,
  rotatingSecret,
} from './credentials.ts';
import { filePath, refuseStrangers } from './instances-file.ts';
import { MARKETO_SETTINGS } from './marketo-settings.ts';
import { textOf } from './read-settings.ts';
import type { Environment, Values } from './read-settings.ts';
import { bad } from './reading.ts';
import type { Reader, Reading } from './reading.ts';

/** What references of the file are looked up in, and what stands for members that are left out. */
export interface InstanceSurroundings {
  /** Folder that paths are relative to. */
  readonly folder: string;
  readonly environment: Environment;
  readonly defaults: Values<typeof MARKETO_SETTINGS>;
}

const SHAPE = {
  callsPer20Seconds: as(MARKETO_SETTINGS.callsPer20s.read, 'a number of calls'),
  concurrentCalls: as(MARKETO_SETTINGS.concurrentCalls.read, 'a number of calls'),
  idleTimeout: as(MARKETO_SETTINGS.idleTimeoutMs.read, 'a duration such as "60s"'),
  leastThroughput: as(MARKETO_SETTINGS.leastBytesPerSecond.read, 'a size such as "1KiB"'),
  allowHttp: z.boolean({ error: ({ input }) => mismatch('true or false', input) }).optional(),
};
const MEMBERS = ['baseUrl', 'clientId', 'clientSecret', ...Object.keys(SHAPE)];

/** A number or text, in the form that the variable of the same meaning takes. */
function as<T>(read: Reader<T>, wanted: string) {
  const error = ({ input }: { input?: unknown }) => mismatch(wanted, input);
  return z
    .union([z.string(), z.number()], { error })
    .transform((value, context) => {
      const text = String(value).trim();
      const reading = text === '' ? bad(`is empty; write ${wanted}`) : read(text);
      if (reading.ok) return reading.value;
      context.addIssue(reading.fault);
      return z.NEVER;
    })
    .optional();
}

/** Undefined when something is missing or wrong; faults tell what. */
export function readInstance(
  name: string,
  json: unknown,
  { folder, environment, defaults }: InstanceSurroundings,
  faults: Fault[],
): MarketoConfig | undefined {
  const at = ['instances', name];
  if (!isJsonObject(json)) {
    const message = `must be an object with ${MEMBERS.slice(0, 3).join(', ')}`;
    faults.push({ path: filePath(...at), message });
    return undefined;
  }
  refuseStrangers(json, MEMBERS, at, faults);
  const taken = <T>(member: string, read: Reading<T>): T | undefined => {
    if (read.ok) return read.value;
    faults.push({ path: filePath(...at, member), message: read.fault });
    return undefined;
  };
  const found: Fault[] = [];
  const own = readMembers(SHAPE, json, '', found);
  faults.push(...found.map(({ path, message }) => ({ path: filePath(...at, path), message })));
  const parts = {
    baseUrl: taken('baseUrl', readBaseUrl(json.baseUrl, own.allowHttp ?? defaults.allowHttp)),
    clientId: taken('clientId', readClientId(json.clientId, environment)),
    clientSecret: taken('clientSecret', readSecret(json.clientSecret, { folder, environment })),
    callsPer20s: own.callsPer20Seconds ?? defaults.callsPer20s,
    concurrentCalls: own.concurrentCalls ?? defaults.concurrentCalls,
    bodyIdleMs: own.idleTimeout ?? defaults.idleTimeoutMs,
    leastBytesPerSecond: own.leastThroughput ?? defaults.leastBytesPerSecond,
  };
  if (!isComplete(parts)) return undefined;
  const { baseUrl, clientId, clientSecret, callsPer20s, concurrentCalls, ...timeouts } = parts;
  return { baseUrl, clientId, clientSecret, limits: { callsPer20s, concurrentCalls }, timeouts };
}

function readBaseUrl(json: unknown, allowHttp = false): Reading<string> {
  if (typeof json !== 'string') {
    return bad(
      'must be the URL of the instance, like "https://123-ABC-456.mktorest.com" (Admin > Web Services > REST API)',
    );
  }
  const read = normalizeBaseUrl(json, { allowHttp });
  if (read.ok) return { ok: true, value: read.url };
  const hint = read.fault.includes('plain http') ? ' ("allowHttp": true)' : '';
  return bad(`${read.fault}${hint}`);
}

function readClientId(json: unknown, environment: Environment): Reading<string> {
  if (typeof json === 'string') return checkCredential(json, 'the client id');
  if (isReference(json, 'env')) return fromVariable(json.env, environment, 'the client id');
  return bad(
    `must be the client id, or {"env": "…"} with the variable that holds it. ${CREDENTIALS_ARE_SHOWN}`,
  );
}

/** No file is read and no variable looked up but the one that is named. */
export function readSecret(
  json: unknown,
  { folder, environment }: Pick<InstanceSurroundings, 'folder' | 'environment'>,
): Reading<() => string> {
  if (isReference(json, 'env')) {
    const read = fromVariable(json.env, environment, 'the secret');
    return read.ok ? { ok: true, value: () => read.value } : read;
  }
  if (isReference(json, 'file')) {
    const path = resolve(folder, json.file);
    const read = readSecretFile(path);
    return read.ok ? { ok: true, value: rotatingSecret(path, read.value) } : read;
  }
  const what =
    typeof json === 'string'
      ? 'is written out here, where it would be copied and shared with the rest of the file. Put it into a variable or a file of its own, replace it at Marketo if others have seen it, and write'
      : 'must say where the secret is:';
  return bad(`${what} {"env": "EMEA_SECRET"} or {"file": "/run/secrets/emea"}`);
}

/** `{"<kind>": "…"}` and nothing beside it. */
function isReference<Kind extends string>(
  json: unknown,
  kind: Kind,
): json is Readonly<Record<Kind, string>> {
  if (!isJsonObject(json) || Object.keys(json).join() !== kind) return false;
  const target = json[kind];
  return typeof target === 'string' && target.trim() !== '';
}

/** The variable's name is not repeated: it may be the secret, put in by mistake. */
function fromVariable(name: string, environment: Environment, what: string): Reading<string> {
  const text = textOf(environment, name.trim());
  if (text !== undefined) return checkCredential(text, what);
  return bad(
    'names a variable that is not set or empty; set it for the worker, or name the right one',
  );
}
