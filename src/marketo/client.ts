/** The Marketo client: layers put together, each call named. Repeats nothing but a call whose token was refused. */
import { apiUsage } from './api-usage.ts';
import type { CallDeps } from './authorized-call.ts';
import type { Call } from './call.ts';
import { DEFAULT_LIMITS, DEFAULT_TIMEOUTS, type MarketoClientConfig } from './client-config.ts';
import { aboutExport, createExport } from './export-calls.ts';
import { openFile } from './file-call.ts';
import { fetchToken, tokenReading } from './identity.ts';
import { createLimiter } from './limiter.ts';
import { activityTypes, listExports } from './listings.ts';
import { observed, type Endpoint } from './observe.ts';
import { createTokenCache } from './token-cache.ts';
import { createTransport } from './transport.ts';
import type { CallOptions, MarketoClient } from './types.ts';

export type { MarketoClientConfig } from './client-config.ts';

/**
 * One client per base URL and credentials: token, limits and connections are shared by all its calls.
 * Calls reject with `MarketoError`, or with the reason of the caller's signal.
 */
export function createMarketoClient(config: MarketoClientConfig): MarketoClient {
  const deps = assemble(config);
  const named = (
    endpoint: Endpoint,
    operation: string,
    options: CallOptions | undefined,
  ): Call => ({
    endpoint,
    operation: labelled(config, operation),
    signal: options?.signal,
  });
  return {
    createExport: (body, options) =>
      createExport(deps, body, named('create', 'create export', options)),
    enqueueExport: (id, options) =>
      aboutExport(deps, id, 'enqueue', named('enqueue', `enqueue export ${id}`, options)),
    exportStatus: (id, options) =>
      aboutExport(deps, id, 'status', named('status', `read the status of export ${id}`, options)),
    cancelExport: (id, options) =>
      aboutExport(deps, id, 'cancel', named('cancel', `cancel export ${id}`, options)),
    listExports: ({ status = [] }, options) =>
      listExports(deps, status, named('list', 'list exports', options)),
    openFile: (id, range, options) =>
      openFile(deps, id, range, named('file', `read the file of export ${id}`, options)),
    activityTypes: (options) =>
      activityTypes(deps, named('activityTypes', 'list activity types', options)),
    serverTimeMs: async (options) => (await deps.tokens.fetch(options?.signal)).serverTimeMs,
    tokenReading: async (options) => tokenReading(await deps.tokens.fetch(options?.signal)),
    apiUsage: (options) => apiUsage(deps, named('usage', 'read the usage of the API', options)),
    close: closeOnce(deps),
  };
}

function assemble(config: MarketoClientConfig): CallDeps {
  const { baseUrl, clientId, clientSecret, dispatcher, observer, now = Date.now } = config;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...config.timeouts };
  const transport = createTransport({ baseUrl, timeouts, dispatcher, now });
  const operation = labelled(config, 'get an access token');
  const identity = { clientId, clientSecret, timeouts, now, operation };
  const askIdentity = () => observed(observer, 'identity', () => fetchToken(transport, identity));
  return {
    transport,
    timeouts,
    observer,
    tokens: createTokenCache(askIdentity, now),
    limiter: createLimiter({ ...DEFAULT_LIMITS, ...config.limits }),
  };
}

function labelled({ label }: MarketoClientConfig, operation: string): string {
  return label === undefined ? operation : `${label}: ${operation}`;
}

/** Refuses calls that still wait for a place, lets those under way end, and may be called again. */
function closeOnce({ limiter, transport }: CallDeps): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    limiter.close();
    return (closed ??= transport.close());
  };
}
