import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { COMPRESSED_FROM_BYTES } from '../limits.ts';
import type { AnswerHeaders } from './answer.ts';

/** A body as it goes over the wire. */
interface EncodedBody {
  readonly headers: AnswerHeaders;
  readonly body: Buffer;
}

/** Answers of `/rest` of 1024 bytes and more are compressed when asked; bulk never is. [D perf] */
export function encoded(
  headers: AnswerHeaders,
  text: string,
  { url = '', headers: asked }: IncomingMessage,
): EncodedBody {
  const body = Buffer.from(text);
  if (!takesGzip(asked) || isBulk(url) || body.length < COMPRESSED_FROM_BYTES)
    return { headers, body };
  return { headers: { ...headers, 'Content-Encoding': 'gzip' }, body: gzipSync(body) };
}

/** `q=0` is a refusal. */
function takesGzip({ 'accept-encoding': accepted = '' }: IncomingHttpHeaders): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted);
}

function isBulk(url: string): boolean {
  return new URL(url, 'http://localhost').pathname.startsWith('/bulk/');
}
