/** TLS on loopback in front of a plain server, as a load balancer or Temporal Cloud has it: it ends TLS and passes the bytes on. */
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Certificate } from './certificates.ts';

export interface TlsProxy extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Names that clients asked for, and that were let in. */
  readonly serverNames: ReadonlySet<string>;
}

export interface TlsProxyOptions {
  /** PEM; only clients with a certificate signed by it are let in. */
  readonly clientAuthority?: string;
  /** Default: `h2`, as gRPC speaks. */
  readonly protocol?: 'h2' | 'http/1.1';
}

/** `target`: `host:port`. */
export async function startTlsProxy(
  target: string,
  server: Certificate,
  { clientAuthority, protocol = 'h2' }: TlsProxyOptions = {},
): Promise<TlsProxy> {
  const [host = '127.0.0.1', port = '0'] = target.split(':');
  const sockets = new Set<{ destroy: () => unknown }>();
  const serverNames = new Set<string>();
  const asked =
    clientAuthority === undefined
      ? {}
      : { ca: clientAuthority, requestCert: true, rejectUnauthorized: true };
  const listener = createServer({ ...server, ...asked, ALPNProtocols: [protocol] }, (inner) => {
    const { servername } = inner as TLSSocket & { servername: string | false };
    if (servername !== false) serverNames.add(servername);
    const outer = connect(Number(port), host);
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  listener.on('tlsClientError', () => undefined); // refused clients are what tests ask for
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    address: `127.0.0.1:${(listener.address() as AddressInfo).port}`,
    serverNames,
    [Symbol.asyncDispose]: async () => {
      const closed = once(listener, 'close');
      listener.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
