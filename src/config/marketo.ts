/** How the instance of the variables is reached and as whom. No message repeats a value: a mix-up of variables would print the secret. */
import { resolve } from 'node:path';
import { isComplete } from '../interface/complete.ts';
import type { Fault } from '../interface/fault.ts';
import { normalizeBaseUrl } from '../marketo/base-url.ts';
import type { MarketoConfig } from './config.ts';
import {
  checkCredential,
  CREDENTIALS_ARE_SHOWN,
  readSecretFile,
  rotatingSecret,
} from './credentials.ts';
import type { MARKETO_SETTINGS } from './marketo-settings.ts';
import type { Reading } from './reading.ts';
import type { Values } from './read-settings.ts';

type MarketoValues = Values<typeof MARKETO_SETTINGS>;

/** Undefined when something is missing or wrong; faults tell what. */
export function readMarketo(
  values: MarketoValues,
  cwd: string,
  faults: Fault[],
): MarketoConfig | undefined {
  const { callsPer20s, concurrentCalls, idleTimeoutMs, leastBytesPerSecond } = values;
  const limits = { callsPer20s, concurrentCalls };
  const timeouts = { bodyIdleMs: idleTimeoutMs, leastBytesPerSecond };
  const parts = {
    baseUrl: readBaseUrl(values, faults),
    clientId: readClientId(values, faults),
    clientSecret: readSecret(values, cwd, faults),
  };
  if (!isComplete(parts) || !isComplete(limits) || !isComplete(timeouts)) return undefined;
  return { ...parts, limits, timeouts };
}

function readBaseUrl({ baseUrl, allowHttp }: MarketoValues, faults: Fault[]): string | undefined {
  const path = 'MARKETO_BASE_URL';
  if (baseUrl === undefined) {
    const message =
      'is not set, so there is no Marketo to ask. ' +
      'Set it like https://123-ABC-456.mktorest.com (Admin > Web Services > REST API > Endpoint)';
    faults.push({ path, message });
    return undefined;
  }
  const read = normalizeBaseUrl(baseUrl, { allowHttp: allowHttp ?? false });
  if (read.ok) return read.url;
  const hint = read.fault.includes('plain http') ? ' (MARKETO_ALLOW_HTTP=true)' : '';
  faults.push({ path, message: `${read.fault}${hint}` });
  return undefined;
}

function readClientId({ clientId }: MarketoValues, faults: Fault[]): string | undefined {
  const path = 'MARKETO_CLIENT_ID';
  if (clientId === undefined) {
    faults.push({ path, message: `is not set, so nobody can log in. ${CREDENTIALS_ARE_SHOWN}` });
    return undefined;
  }
  return taken(checkCredential(clientId, 'the client id'), path, faults);
}

function readSecret(
  { clientSecret, clientSecretFile }: MarketoValues,
  cwd: string,
  faults: Fault[],
): (() => string) | undefined {
  const [inline, file] = ['MARKETO_CLIENT_SECRET', 'MARKETO_CLIENT_SECRET_FILE'];
  if (clientSecret !== undefined && clientSecretFile !== undefined) {
    const message = `is set beside ${file}, so it is unclear which one counts; unset one of the two`;
    faults.push({ path: inline, message });
    return undefined;
  }
  if (clientSecretFile !== undefined) {
    const path = resolve(cwd, clientSecretFile);
    const first = taken(readSecretFile(path), file, faults);
    return first === undefined ? undefined : rotatingSecret(path, first);
  }
  if (clientSecret === undefined) {
    const message = `is not set, so nobody can log in. Set it, or ${file} to a file that holds it. ${CREDENTIALS_ARE_SHOWN}`;
    faults.push({ path: inline, message });
    return undefined;
  }
  const secret = taken(checkCredential(clientSecret, 'the secret'), inline, faults);
  return secret === undefined ? undefined : () => secret;
}

function taken<T>(read: Reading<T>, path: string, faults: Fault[]): T | undefined {
  if (read.ok) return read.value;
  faults.push({ path, message: read.fault });
  return undefined;
}
