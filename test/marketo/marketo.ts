/** A client in front of a scripted server, and the answers that Marketo would give. */
import { onTestFinished } from 'vitest';
import { createMarketoClient, type MarketoClientConfig } from '../../src/marketo/client.ts';
import { MarketoError } from '../../src/marketo/errors.ts';
import type { MarketoClient } from '../../src/marketo/types.ts';
import { startScriptedServer, type Reply, type ScriptedServer } from './scripted-server.ts';

export const ID = '0a1b2c3d-0000-4000-8000-000000000001';
export const SECRET = 'hush-hush-secret';
export const FILE = '/file.json';
export const STATUS = '/status.json';
export const IDENTITY = '/identity/oauth/token';
export const CREATE_BODY = {
  filter: { createdAt: { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-01T23:59:59Z' } },
};

export interface Marketo {
  readonly server: ScriptedServer;
  readonly client: MarketoClient;
}

/** Closed by itself when the test ends. Refusals for rate hold back nothing, unless a test asks for it. */
export async function startMarketo(config: Partial<MarketoClientConfig> = {}): Promise<Marketo> {
  const server = await startScriptedServer();
  const client = createMarketoClient({
    baseUrl: server.baseUrl,
    clientId: 'client-id',
    clientSecret: SECRET,
    ...config,
    limits: { longestPauseMs: 1, ...config.limits },
  });
  onTestFinished(async () => {
    await server.close();
    await client.close();
  });
  server.on(IDENTITY, token(1));
  server.on(STATUS, job({ status: 'Completed' }));
  return { server, client };
}

/** Text of the n-th token: of Marketo's shape. */
export function tokenText(n: number): string {
  return `11111111-2222-4333-8444-${String(n).padStart(12, '0')}:ab`;
}

export function token(n: number, expiresInSeconds = 3600): Reply {
  return json({
    access_token: tokenText(n),
    token_type: 'bearer',
    expires_in: expiresInSeconds,
    scope: 'api.user@customer.example',
  });
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return raw(JSON.stringify(body), status, {
    'content-type': 'application/json;charset=UTF-8',
    ...headers,
  });
}

export function raw(body: string, status = 200, headers: Record<string, string> = {}): Reply {
  return (response) => void response.writeHead(status, headers).end(body);
}

export function job(members: Record<string, unknown> = {}): Reply {
  const result = [{ exportId: ID, format: 'CSV', status: 'Created', ...members }];
  return json({ requestId: '1a2b#18f0c2d3e4f', result, success: true });
}

export function refusal(
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Reply {
  const errors = [{ code, message }];
  return json({ requestId: '1a2b#18f0c2d3e4f', success: false, errors }, 200, headers);
}

/** A correct 206 for the bytes `start`…`start + body.length - 1` of a file of `total` bytes. */
export function part(body: string, start: number, total: number): Reply {
  return raw(body, 206, {
    'content-type': 'text/csv;charset=UTF-8',
    'content-length': String(Buffer.byteLength(body)),
    'content-range': `bytes ${start}-${start + Buffer.byteLength(body) - 1}/${total}`,
  });
}

/** The `MarketoError` that `work` fails with; anything else fails the test. */
export async function marketoError(work: Promise<unknown>): Promise<MarketoError> {
  const outcome = await work.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );
  if (outcome instanceof MarketoError) return outcome;
  throw new Error('Expected a MarketoError', { cause: outcome });
}

export async function readAll(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Two round trips to the identity service, which no limit holds back: what could start has started by then, and
 * what was on its way has arrived.
 */
export async function letAnswersArrive(client: MarketoClient): Promise<void> {
  await client.serverTimeMs();
  await client.serverTimeMs();
}
