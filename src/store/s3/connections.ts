/** HTTP to a bucket: connections that are kept, read into memory that is used again, and are given up when nothing moves on them. */
import type { Readable } from 'node:stream';
import { UndiciHttpHandler } from '@smithy/undici-http-handler';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { READ_INTO_PIECES } from '../../connections/pieces.ts';

/** As many as the SDK's own handler makes. */
const MOST_CONNECTIONS = 50;
const CONNECT_TIMEOUT_MS = 10_000;
/** Time to fill the next part, unless the store closes sooner. */
const KEPT_MS = 30_000;

/**
 * For AWS's SDK, whose own one makes a connection for every part that is sent, and a buffer for every read of what is read
 * back (docs/decisions/027-s3-connections.md). `idleMs`: how long nothing may move on a connection that a call waits for.
 */
export function createHandler(idleMs: number): UndiciHttpHandler {
  const agent = new Agent({
    connections: MOST_CONNECTIONS,
    keepAliveTimeout: KEPT_MS,
    connect: connectorWatching(idleMs),
    // The sending of a part counts for undici's own time-outs, however slow the line is.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return new BucketHandler({ dispatcher: agent.compose(keepAfterHead) });
}

class BucketHandler extends UndiciHttpHandler {
  override async handle(...call: Parameters<UndiciHttpHandler['handle']>) {
    const answer = await super.handle(...call);
    // Also: one that is destroyed before its end would end the process if nobody listened.
    (answer.response.body as Readable).on('error', nameForSdk);
    return answer;
  }
}

/** The SDK repeats a call by the name of its fault, and knows none of those that break off the body of an answer. */
function nameForSdk(error: Error & { readonly code?: unknown }): void {
  if (error.code === 'UND_ERR_SOCKET' || error.name === 'HTTPParserError') {
    error.name = 'TimeoutError';
  }
}

/** undici closes a connection after a HEAD, for servers that answer one with a body. Stores of S3 do not. */
function keepAfterHead(dispatch: Dispatcher['dispatch']): Dispatcher['dispatch'] {
  return (call, handler) => dispatch({ ...call, reset: false }, handler);
}

function connectorWatching(idleMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, onread: READ_INTO_PIECES });
  return (options, callback) => {
    connect(options, (...connected) => {
      const [, socket] = connected;
      socket?.setTimeout(idleMs, () => socket.destroy(silence(idleMs)));
      callback(...connected);
    });
  };
}

function silence(idleMs: number): Error {
  const error = new Error(`Nothing moved on the connection for ${idleMs} ms`);
  return Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT' });
}
