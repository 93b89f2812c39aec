/** gRPC over TLS on loopback that asks for an API key, as Temporal Cloud does, and passes calls with the right one on. */
import { once } from 'node:events';
import {
  type ClientHttp2Stream,
  connect,
  createSecureServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.ts';

export interface KeyProxy extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** The distinct `authorization` headers that came; `none` for calls without. */
  readonly seen: ReadonlySet<string>;
}

export interface KeyProxyOptions {
  readonly target: string;
  readonly server: Certificate;
  readonly key: string;
  /** Calls, by the end of their path, that even the right key may not make. */
  readonly forbidden?: readonly string[];
}

const UNAUTHENTICATED = '16';
const PERMISSION_DENIED = '7';

export async function startKeyProxy(options: KeyProxyOptions): Promise<KeyProxy> {
  const seen = new Set<string>();
  const sessions = new Set<Http2Session>();
  const upstream = connect(`http://${options.target}`);
  const listener = createSecureServer({ ...options.server });
  listener.on('session', (session) => sessions.add(session));
  listener.on('stream', (stream, headers) => {
    stream.on('error', () => undefined); // the client has gone
    const { authorization = 'none', ':path': path = '' } = headers;
    seen.add(authorization);
    const isForbidden = options.forbidden?.some((call) => path.endsWith(call)) === true;
    if (authorization !== `Bearer ${options.key}`) refuse(stream, UNAUTHENTICATED);
    else if (isForbidden) refuse(stream, PERMISSION_DENIED);
    else passOn(stream, upstream.request({ ...headers, ':scheme': 'http' }));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    address: `127.0.0.1:${(listener.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      const closed = once(listener, 'close');
      listener.close();
      for (const session of sessions) session.destroy();
      upstream.destroy();
      await closed;
    },
  };
}

function refuse(stream: ServerHttp2Stream, status: string): void {
  const headers = { 'grpc-status': status, 'grpc-message': 'Request unauthorized.' };
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', ...headers },
    { endStream: true },
  );
}

function passOn(inner: ServerHttp2Stream, outer: ClientHttp2Stream): void {
  let trailers: IncomingHttpHeaders = {};
  inner.pipe(outer);
  outer.on('response', (headers, flags) => {
    const isOver = (flags & 1) === 1; // END_STREAM: gRPC's answer without a message
    if (inner.destroyed) return;
    inner.respond(headers, isOver ? { endStream: true } : { waitForTrailers: true });
    if (!isOver) outer.pipe(inner);
  });
  outer.on('trailers', (headers: IncomingHttpHeaders) => {
    trailers = headers;
  });
  inner.on('wantTrailers', () => inner.sendTrailers(trailers));
  inner.on('close', () => outer.close());
  outer.on('error', () => inner.close());
}
