/** Reads a small body whole: JSON of the calls, never a file. */
import type { Call } from './call.ts';
import type { CallTimeouts } from './client-config.ts';
import { connectionError } from './connection-error.ts';
import { MarketoError } from './errors.ts';
import { paced } from './paced-body.ts';
import type { HttpAnswer } from './transport.ts';

/** Far above a page of 300 jobs or the types of a large instance, far below what hurts. */
const LARGEST_BYTES = 16 * 1024 * 1024;

/** Throws `MarketoError`: `connection` when the body broke off, `unavailable` when it is no sensible answer. */
export async function readText(
  answer: HttpAnswer,
  call: Call,
  timeouts: CallTimeouts,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of paced(iterate(answer), timeouts)) {
      bytes += chunk.byteLength;
      if (bytes > LARGEST_BYTES) break;
      chunks.push(chunk);
    }
  } catch (error) {
    call.signal?.throwIfAborted();
    throw connectionError(error, call);
  } finally {
    // No-op after the end; otherwise the rest of the body is not worth waiting for.
    answer.body.destroy();
  }
  if (bytes > LARGEST_BYTES) throw unusable('answered with more than 16 MiB', answer, call);
  return Buffer.concat(chunks).toString('utf8');
}

/** undici's body yields Buffers; its type says `any`. */
export function iterate(answer: HttpAnswer): AsyncIterator<Uint8Array> {
  return (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
}

/** An answer that is none: a proxy's page, half a JSON text, an empty body. Such things pass. */
export function unusable(what: string, answer: HttpAnswer, call: Call): MarketoError {
  return new MarketoError(`${call.operation}: Marketo ${what} (HTTP ${answer.status})`, {
    kind: 'unavailable',
    httpStatus: answer.status,
    operation: call.operation,
    retryAfterMs: 0,
    serverTimeMs: answer.serverTimeMs,
  });
}
