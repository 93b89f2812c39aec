/** An HTTP relay on loopback in front of an S3 server that spoils calls on purpose. */
import { EventEmitter, once } from 'node:events';
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export type S3Fault =
  /** S3's own answer in the place of the server's, which is not asked. */
  | {
      readonly status: number;
      readonly code: string;
      readonly headers?: Record<string, string>;
      /** It comes before the request's body was read, and the connection is closed. */
      readonly unheard?: boolean;
    }
  /** The connection is cut when so many bytes of the request's body have passed. */
  | { readonly cutRequestAfter: number }
  /** The server does as it is told, and nobody hears of it. */
  | 'loseAnswer'
  /** The connection is cut when so many bytes of the answer's body have passed. */
  | { readonly cutAnswerAfter: number }
  /** The connection stays, and nothing comes any more when so many bytes of the answer's body have passed. */
  | { readonly stallAnswerAfter: number }
  /** Neither read nor passed on before that. */
  | { readonly heldBy: Promise<void> }
  /** The request's body is read a MiB at a time, so many milliseconds apart. */
  | { readonly slowlyMs: number };

export interface S3Call {
  /** `PUT`, `GET`, … */
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

export interface ReceivedCall extends S3Call {
  /** False once the connection that it came on is closed. */
  isConnected(): boolean;
}

export interface S3FaultProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** Calls that have come, spoiled or not. */
  readonly calls: ReceivedCall[];
  /** That were made to it so far. */
  connections(): number;
  /** From now on: what befalls a call; undefined: nothing. */
  spoil(choose: (call: S3Call) => S3Fault | undefined): void;
  heal(): void;
  /** Resolves when the next call comes whose path and query have these words. */
  asked(words: string): Promise<void>;
}

export async function startS3FaultProxy(target: string): Promise<S3FaultProxy> {
  let choose: (call: S3Call) => S3Fault | undefined = () => undefined;
  const calls: ReceivedCall[] = [];
  const asked = new EventEmitter();
  let connections = 0;
  const server = createServer((incoming, answer) => {
    const call = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
      isConnected: () => !incoming.socket.destroyed,
    };
    calls.push(call);
    asked.emit('call', call);
    const fault = choose(call);
    if (typeof fault === 'object' && 'code' in fault) refuse(incoming, answer, fault);
    else if (typeof fault === 'object' && 'heldBy' in fault) {
      void fault.heldBy.then(() => {
        relay(target, incoming, answer, undefined);
      });
    } else relay(target, incoming, answer, fault);
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    connections: () => connections,
    spoil: (next) => {
      choose = next;
    },
    heal: () => {
      choose = () => undefined;
    },
    asked: (words) =>
      new Promise((resolve) => {
        const look = ({ url }: S3Call) => {
          if (!url.includes(words)) return;
          asked.off('call', look);
          resolve();
        };
        asked.on('call', look);
      }),
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function refuse(
  incoming: IncomingMessage,
  answer: ServerResponse,
  fault: Extract<S3Fault, { code: string }>,
): void {
  const say = () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${fault.code}</Code><Message>no</Message></Error>`;
    answer.writeHead(fault.status, { 'content-type': 'application/xml', ...fault.headers });
    answer.end(incoming.method === 'HEAD' ? undefined : xml, () => {
      if (fault.unheard === true) incoming.socket.destroy();
    });
  };
  if (fault.unheard === true) say();
  else incoming.resume().once('end', say);
}

type Cut = Exclude<S3Fault, { code: string } | { heldBy: unknown }> | undefined;

function relay(target: string, incoming: IncomingMessage, answer: ServerResponse, cut: Cut): void {
  const { method, url, headers } = incoming;
  // The headers as they are: `host` is signed.
  const outgoing: ClientRequest = request(`${target}${url ?? ''}`, {
    method,
    headers,
    agent: false,
  });
  outgoing.on('error', () => incoming.socket.destroy());
  incoming.on('error', () => outgoing.destroy());
  const pauseMs = limitOf(cut, 'slowlyMs');
  const body = pauseMs === Infinity ? incoming : Readable.from(slowly(incoming, pauseMs));
  pass(body, outgoing, limitOf(cut, 'cutRequestAfter'), () => {
    outgoing.destroy();
    incoming.socket.destroy();
  });
  outgoing.on('response', (told) => {
    if (cut === 'loseAnswer')
      return void told.resume().once('end', () => incoming.socket.destroy());
    const { connection: _itsOwn, ...toldHeaders } = told.headers;
    answer.writeHead(told.statusCode ?? 502, toldHeaders).flushHeaders();
    const stalled = limitOf(cut, 'stallAnswerAfter');
    pass(told, answer, Math.min(limitOf(cut, 'cutAnswerAfter'), stalled), () => {
      if (stalled === Infinity) incoming.socket.destroy();
    });
  });
}

type Limit = 'cutRequestAfter' | 'cutAnswerAfter' | 'stallAnswerAfter' | 'slowlyMs';

function limitOf(cut: Cut, kind: Limit): number {
  if (typeof cut !== 'object') return Infinity;
  return kind in cut ? Number(Object.getOwnPropertyDescriptor(cut, kind)?.value) : Infinity;
}

const MIB = 1024 * 1024;

async function* slowly(from: IncomingMessage, pauseMs: number): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const chunk of from as AsyncIterable<Buffer>) {
    read += chunk.length;
    if (read >= MIB) {
      read -= MIB;
      await sleep(pauseMs);
    }
    yield chunk;
  }
}

function pass(
  from: Readable,
  to: ClientRequest | ServerResponse,
  limit: number,
  cut: () => void,
): void {
  let passed = 0;
  from.on('data', (chunk: Buffer) => {
    passed += chunk.length;
    if (passed > limit) {
      from.pause();
      to.write(chunk.subarray(0, chunk.length - (passed - limit)), cut);
    } else if (!to.write(chunk)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  });
  from.on('end', () => to.end());
}
