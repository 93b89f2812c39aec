/** A loopback HTTP server that answers by script and remembers what it was asked. Knows nothing of Marketo. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Reply = (response: ServerResponse, seen: Seen) => void | Promise<void>;

export interface ScriptedServer {
  readonly baseUrl: string;
  /** Answers to requests whose path ends in `ending`: one after the other, the last one again and again. */
  on(ending: string, ...replies: Reply[]): void;
  /** Requests so far, in order of arrival, whose path ends in `ending`. */
  seen(ending: string): readonly Seen[];
  /** Resolves when `count` requests for `ending` have arrived. */
  arrived(ending: string, count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const scripts = new Map<string, Reply[]>();
  const requests: Seen[] = [];
  const watchers = new Set<() => void>();

  const replyTo = (path: string): Reply => {
    const replies = [...scripts].find(([ending]) => path.endsWith(ending))?.[1];
    const reply = replies !== undefined && replies.length > 1 ? replies.shift() : replies?.[0];
    return reply ?? ((response) => void response.writeHead(599).end('not scripted'));
  };

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://scripted');
      const chunks = await request.toArray().catch(() => []);
      const seen: Seen = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks as Buffer[]).toString('utf8'),
      };
      requests.push(seen);
      for (const watcher of watchers) watcher();
      await replyTo(seen.path)(response, seen);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const matching = (ending: string) => requests.filter(({ path }) => path.endsWith(ending));

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    on: (ending, ...replies) => void scripts.set(ending, replies),
    seen: matching,
    arrived: (ending, count) =>
      new Promise((resolve) => {
        const watcher = () => {
          if (matching(ending).length < count) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
        watcher();
      }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A reply that waits until `release` is called. */
export function held(reply: Reply): { readonly reply: Reply; readonly release: () => void } {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  return {
    release: () => release(),
    reply: async (response, seen) => {
      await released;
      await reply(response, seen);
    },
  };
}
