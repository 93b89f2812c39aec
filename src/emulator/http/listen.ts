import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';
import { once } from 'node:events';
import { createServer as createHttpServer, Server } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import { isIPv6 } from 'node:net';
import type { TlsFiles } from '../options.ts';

export interface Where {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsFiles | undefined;
}

type App = Hono<{ Bindings: HttpBindings }>;
type Env = HttpBindings | Http2Bindings;

/** Who listens everywhere is not connected to by that name. */
const REACHED_BY: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Node refuses longer heads with 431, before anyone could say 414. */
const MOST_HEAD_BYTES = 1_048_576;

/** Serves on the host's port, https when there is a certificate; resolves when it listens, rejects when it cannot. */
export async function listen(app: App, { host, port, tls }: Where): Promise<Server | HttpsServer> {
  const fetch = (request: Request, env: Env) => answeredOnce(app, request, env);
  const serverOptions = { maxHeaderSize: MOST_HEAD_BYTES, ...tls };
  const createServer = tls === undefined ? createHttpServer : createHttpsServer;
  const server = createAdaptorServer({ fetch, serverOptions, createServer });
  if (!(server instanceof Server || server instanceof HttpsServer)) {
    throw new TypeError('Expected a server of HTTP/1.1');
  }
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

/** Hono makes a new Response of what a HEAD was answered, and the adaptor would send that as well. */
async function answeredOnce(app: App, request: Request, env: Env): Promise<Response> {
  const response = await app.fetch(request, env);
  return env.outgoing.headersSent ? RESPONSE_ALREADY_SENT : response;
}

/** Where a client on this machine reaches it, without a slash at the end. */
export function urlOf(server: Server | HttpsServer, { host, tls }: Where): string {
  const reached = REACHED_BY[host] ?? host;
  const inUrl = isIPv6(reached) ? `[${reached}]` : reached;
  return `${tls === undefined ? 'http' : 'https'}://${inUrl}:${portOf(server)}`;
}

function portOf(server: Server | HttpsServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('Not bound to a port');
  return address.port;
}
