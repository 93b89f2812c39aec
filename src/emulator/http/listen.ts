import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';
import { once } from 'node:events';
import { createServer as createHttpServer, Server } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import type { TlsFiles } from '../options.ts';

type App = Hono<{ Bindings: HttpBindings }>;
type Env = HttpBindings | Http2Bindings;

/** Node refuses longer heads with 431, before anyone could say 414. */
const MOST_HEAD_BYTES = 1_048_576;

/** Serves on 127.0.0.1, https when there is a certificate; resolves when it listens. */
export async function listen(
  app: App,
  port: number,
  tls: TlsFiles | undefined,
): Promise<Server | HttpsServer> {
  const fetch = (request: Request, env: Env) => answeredOnce(app, request, env);
  const serverOptions = { maxHeaderSize: MOST_HEAD_BYTES, ...tls };
  const createServer = tls === undefined ? createHttpServer : createHttpsServer;
  const server = createAdaptorServer({ fetch, serverOptions, createServer });
  if (!(server instanceof Server || server instanceof HttpsServer)) {
    throw new TypeError('Expected a server of HTTP/1.1');
  }
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Hono makes a new Response of what a HEAD was answered, and the adaptor would send that as well. */
async function answeredOnce(app: App, request: Request, env: Env): Promise<Response> {
  const response = await app.fetch(request, env);
  return env.outgoing.headersSent ? RESPONSE_ALREADY_SENT : response;
}

export function portOf(server: Server | HttpsServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('Not bound to a port');
  return address.port;
}
