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

export type S3Fault =
  /** S3's own answer in the place of the server's, which is not asked. */
  | { readonly status: number; readonly code: string; readonly headers?: Record<string, string> }
  /** The connection is cut when so many bytes of the request's body have passed. */
  | { readonly cutRequestAfter: number }
  /** The server does as it is told, and nobody hears of it. */
  | 'loseAnswer'
  /** The connection is cut when so many bytes of the answer's body have passed. */
  | { readonly cutAnswerAfter: number };

export interface S3Call {
  /** `PUT`, `GET`, … */
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

export interface S3FaultProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** Calls that have come, spoiled or not. */
  readonly calls: S3Call[];
  /** From now on: what befalls a call; undefined: nothing. */
  spoil(choose: (call: S3Call) => S3Fault | undefined): void;
  heal(): void;
  /** Resolves when the next call comes whose path and query have these words. */
  asked(words: string): Promise<void>;
}

export async function startS3FaultProxy(target: string): Promise<S3FaultProxy> {
  let choose: (call: S3Call) => S3Fault | undefined = () => undefined;
  const calls: S3Call[] = [];
  const asked = new EventEmitter();
  const server = createServer((incoming, answer) => {
    const call = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
    };
    calls.push(call);
    asked.emit('call', call);
    const fault = choose(call);
    if (typeof fault === 'object' && 'code' in fault) refuse(incoming, answer, fault);
    else relay(target, incoming, answer, fault);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
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
  incoming.resume().once('end', () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${fault.code}</Code><Message>no</Message></Error>`;
    answer.writeHead(fault.status, { 'content-type': 'application/xml', ...fault.headers });
    answer.end(incoming.method === 'HEAD' ? undefined : xml);
  });
}

type Cut = Exclude<S3Fault, { code: string }> | undefined;

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
  pass(incoming, outgoing, limitOf(cut, 'cutRequestAfter'), () => {
    outgoing.destroy();
    incoming.socket.destroy();
  });
  outgoing.on('response', (told) => {
    if (cut === 'loseAnswer')
      return void told.resume().once('end', () => incoming.socket.destroy());
    answer.writeHead(told.statusCode ?? 502, told.headers);
    pass(told, answer, limitOf(cut, 'cutAnswerAfter'), () => incoming.socket.destroy());
  });
}

function limitOf(cut: Cut, kind: 'cutRequestAfter' | 'cutAnswerAfter'): number {
  if (typeof cut !== 'object') return Infinity;
  return kind in cut ? Number(Object.getOwnPropertyDescriptor(cut, kind)?.value) : Infinity;
}

function pass(
  from: IncomingMessage,
  to: ClientRequest | ServerResponse,
  limit: number,
  cut: () => void,
): void {
  let passed = 0;
  from.on('data', (chunk: Buffer) => {
    passed += chunk.length;
    if (passed > limit) {
      cut();
    } else if (!to.write(chunk)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  });
  from.on('end', () => to.end());
}
