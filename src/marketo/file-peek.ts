/** Token and rate trouble come as an envelope with HTTP 200 in place of the file (contract §2.6). */
import { unusable } from './answer-text.ts';
import { connectionError } from './connection-error.ts';
import { envelopeError, parseEnvelope, type Reading } from './envelope.ts';
import { paced } from './paced-body.ts';
import type { HttpAnswer } from './transport.ts';

/** A body in two parts: what was taken off it to look at, and the rest. */
export interface PeekedBody {
  readonly head: readonly Uint8Array[];
  readonly rest: AsyncIterator<Uint8Array>;
}

/** Error envelopes have a few hundred bytes; a text that is longer is a file, whatever it begins with. */
const LONGEST_ENVELOPE_BYTES = 64 * 1024;
const BRACE = 0x7b;

/**
 * Throws the envelope's `MarketoError` if the body is one. The first byte decides whether to look further; the
 * Content-Type alone does not, for files have been seen as `application/json`.
 */
export async function peekForEnvelope(
  answer: HttpAnswer,
  rest: AsyncIterator<Uint8Array>,
  reading: Reading,
): Promise<PeekedBody> {
  const { call } = reading;
  if (mediaType(answer) === 'text/html') throw unusable('sent a web page', answer, call);
  const head = await takeHead(rest, reading);
  const bytes = Buffer.concat(head);
  if (bytes.byteLength === 0 && !isTable(answer)) {
    throw unusable('sent an empty answer', answer, call);
  }
  if (bytes[0] === BRACE && bytes.byteLength <= LONGEST_ENVELOPE_BYTES) {
    const envelope = parseEnvelope(bytes.toString('utf8'));
    if (envelope?.success === false) throw envelopeError(envelope, answer, reading);
    if (envelope !== undefined) throw unusable('sent an envelope without a file', answer, call);
    if (isJson(answer)) throw unusable('sent broken JSON', answer, call);
  }
  return { head, rest };
}

/** The first chunk; if it begins with a brace, as much as the longest envelope has. */
async function takeHead(
  rest: AsyncIterator<Uint8Array>,
  { call, timeouts }: Reading,
): Promise<Uint8Array[]> {
  const head: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of paced(rest, timeouts)) {
      head.push(Uint8Array.from(chunk)); // to be kept while the next one is asked for
      bytes += chunk.byteLength;
      if (head[0]?.[0] !== BRACE || bytes > LONGEST_ENVELOPE_BYTES) break;
    }
  } catch (error) {
    call.signal?.throwIfAborted();
    throw connectionError(error, call);
  }
  return head;
}

export function isJson(answer: HttpAnswer): boolean {
  return /^application\/(.+\+)?json$/.test(mediaType(answer));
}

/** CSV, TSV and SSV are `text/…`; an empty file of no records is one of them too. */
function isTable(answer: HttpAnswer): boolean {
  return mediaType(answer).startsWith('text/');
}

function mediaType(answer: HttpAnswer): string {
  return (answer.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
