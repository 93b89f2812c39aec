import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';
import { once } from 'node:events';
import { Server } from 'node:http';

type App = Hono<{ Bindings: HttpBindings }>;
type Env = HttpBindings | Http2Bindings;

/** Node refuses longer heads with 431, before anyone could say 414. */
const MOST_HEAD_BYTES = 1_048_576;

/** Serves on 127.0.0.1; resolves when it listens. */
export async function listen(app: App, port: number): Promise<Server> {
  const fetch = (request: Request, env: Env) => answeredOnce(app, request, env);
  const serverOptions = { maxHeaderSize: MOST_HEAD_BYTES };
  const server = createAdaptorServer({ fetch, serverOptions });
  if (!(server instanceof Server)) throw new TypeError('Expected a plain HTTP server');
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Hono makes a new Response of what a HEAD was answered, and the adaptor would send that as well. */
async function answeredOnce(app: App, request: Request, env: Env): Promise<Response> {
  const response = await app.fetch(request, env);
  return env.outgoing.headersSent ? RESPONSE_ALREADY_SENT : response;
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('Not bound to a port');
  return address.port;
}
