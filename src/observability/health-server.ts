/** `/live` and `/ready` for supervisors. What they answer is known to this process: neither Temporal nor Marketo is asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ListenAddress } from '../config/listen-address.ts';

export interface Health {
  /** True while it takes work: running and not draining. */
  readonly ready: boolean;
  /** `CONNECTING` while Temporal is waited for, then the SDK's own: `RUNNING`, `DRAINING` … */
  readonly state: string;
  /** Further facts, as they were last known. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

export interface HealthServer {
  readonly address: ListenAddress;
  close(): Promise<void>;
}

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/** `port` 0: any that is free. Rejects when the address cannot be listened on. */
export async function startHealthServer(
  { host, port }: ListenAddress,
  health: () => Health,
): Promise<HealthServer> {
  const server = createServer((request, response) => answer(request, response, health));
  await listen(server, { host, port });
  server.unref(); // the worker is what the process lives for
  return {
    address: { host, port: (server.address() as AddressInfo).port },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, where: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function answer(request: IncomingMessage, response: ServerResponse, health: () => Health): void {
  const [status, body] = answerTo(request, health);
  response.writeHead(status, HEADERS).end(`${JSON.stringify(body)}\n`);
}

function answerTo({ method, url }: IncomingMessage, health: () => Health): [number, object] {
  if (method !== 'GET' && method !== 'HEAD') return [405, { methods: ['GET', 'HEAD'] }];
  switch (url?.split('?')[0]) {
    case '/live':
      return [200, { status: 'live' }]; // that it is answered at all says that the event loop turns
    case '/ready':
      return readiness(health());
    default:
      return [404, { paths: ['/live', '/ready'] }];
  }
}

function readiness({ ready, state, facts }: Health): [number, object] {
  return [ready ? 200 : 503, { status: ready ? 'ready' : 'notReady', state, ...facts }];
}
