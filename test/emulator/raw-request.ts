import { once } from 'node:events';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Envelope, Session } from './session.ts';

/** An answer before anything of it is decoded. */
export interface RawReply {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  /** Empty when the body is not JSON. */
  readonly json: Envelope;
}

/** What goes over the wire as it stands: `fetch` would tidy the path and refuse a body with GET. */
export interface RawCall {
  readonly method?: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** Sends a call just as written, with the session's token. */
export async function rawRequest(session: Session, call: RawCall): Promise<RawReply> {
  const authorization = { Authorization: `Bearer ${await session.token()}` };
  return sendRaw(session.emulator.url, { ...call, headers: { ...authorization, ...call.headers } });
}

/** Sends a call just as written. */
export async function sendRaw(url: string, call: RawCall): Promise<RawReply> {
  const { method = 'GET', path, body } = call;
  // Node gives the body of a GET no length of its own accord, and the server would take it for a request.
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  const headers = { ...length, ...call.headers };
  const { hostname, port } = new URL(url);
  const outgoing = request({ hostname, port, method, path, headers });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const bytes = await bytesOf(answer);
  return { status: answer.statusCode, headers: answer.headers, bytes, json: jsonOf(bytes) };
}

async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
  const encoded = await text(answer.setEncoding('latin1'));
  return Buffer.from(encoded, 'latin1');
}

function jsonOf(bytes: Buffer): Envelope {
  try {
    return JSON.parse(bytes.toString()) as Envelope;
  } catch {
    return {};
  }
}
