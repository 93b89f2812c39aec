/** The wire: one agent, one request in, one answer out. Knows neither tokens nor envelopes. */
import { Agent, type Dispatcher } from 'undici';
import { READ_INTO_PIECES } from '../connections/pieces.ts';
import type { Call } from './call.ts';
import type { CallTimeouts } from './client-config.ts';
import { connectionError } from './connection-error.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name; a repeated header's first value. */
  header(name: string): string | undefined;
  /** Must be read to its end, dumped or destroyed; an error in it that nobody reads is harmless. */
  readonly body: Dispatcher.ResponseData['body'];
  /** `Date` of the answer, else the local clock; epoch milliseconds. */
  readonly serverTimeMs: number;
}

export interface Transport {
  /** Rejects with `MarketoError` of kind `connection`, or with the signal's reason. */
  send(request: HttpRequest, call: Call): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface TransportConfig {
  readonly baseUrl: string;
  readonly timeouts: CallTimeouts;
  readonly dispatcher: Dispatcher | undefined;
  readonly now: () => number;
}

/** How long calls under way may go on after `close()`. */
const CLOSE_GRACE_MS = 5_000;

export function createTransport(config: TransportConfig): Transport {
  const dispatcher = config.dispatcher ?? new Agent({ connect: { onread: READ_INTO_PIECES } });
  return {
    send: (request, call) => send(dispatcher, config, request, call),
    close: async () => {
      if (config.dispatcher === undefined) await closeAgent(dispatcher);
    },
  };
}

async function send(
  dispatcher: Dispatcher,
  config: TransportConfig,
  request: HttpRequest,
  call: Call,
): Promise<HttpAnswer> {
  try {
    const response = await dispatcher.request({
      origin: config.baseUrl,
      method: request.method,
      path: request.path,
      query: { ...request.query },
      // Ranges count bytes of the plain file, and nothing here decompresses.
      headers: { 'accept-encoding': 'identity', ...request.headers },
      body: request.body ?? null,
      headersTimeout: config.timeouts.headersMs,
      bodyTimeout: config.timeouts.bodyIdleMs,
      signal: call.signal ?? null,
    });
    return toAnswer(response, config.now);
  } catch (error) {
    call.signal?.throwIfAborted();
    throw connectionError(error, call);
  }
}

function toAnswer(response: Dispatcher.ResponseData, now: () => number): HttpAnswer {
  // A body destroyed before its end emits an error; without a listener that would end the process.
  response.body.on('error', () => undefined);
  const header = (name: string) => {
    const value = response.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const dateMs = Date.parse(header('date') ?? '');
  return {
    status: response.statusCode,
    header,
    body: response.body,
    serverTimeMs: Number.isNaN(dateMs) ? now() : dateMs,
  };
}

async function closeAgent(agent: Dispatcher): Promise<void> {
  const grace = setTimeout(() => void agent.destroy().catch(() => undefined), CLOSE_GRACE_MS);
  await agent.close().catch(() => undefined);
  clearTimeout(grace);
}
