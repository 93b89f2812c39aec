/** The body of a file answer as the caller reads it: watched for cuts, stalls and wrong lengths, read once, and closed for sure. */
import type { Call } from './call.ts';
import type { CallTimeouts } from './client-config.ts';
import { codeOf } from './connection-error.ts';
import { MarketoError } from './errors.ts';
import { paced, SlowBodyError } from './paced-body.ts';
import type { Slot } from './places.ts';
import type { HttpAnswer } from './transport.ts';

export interface FileBodyParts {
  readonly answer: HttpAnswer;
  /** The answer's iterator, perhaps already begun … */
  readonly rest: AsyncIterator<Uint8Array>;
  /** … and what was taken off it. */
  readonly head: readonly Uint8Array[];
  /** What Content-Range or Content-Length announced. */
  readonly announcedBytes: number | undefined;
  readonly slot: Slot;
  readonly call: Call;
  readonly timeouts: CallTimeouts;
}

/** Can be iterated once. Frees the slot at the end, on failure, on early leave, and when nobody begins to read. */
export function createFileBody(parts: FileBodyParts): AsyncIterable<Uint8Array> {
  const { answer, slot, timeouts } = parts;
  const close = () => {
    // No-op after the end. Before it, the connection is given up; the transport listens for the error.
    answer.body.destroy();
    slot.release();
  };
  // Backpressure stops the transport's own idle time-out, so an answer that nobody reads would keep its slot.
  const unread = setTimeout(close, timeouts.bodyIdleMs);
  const closed = () => {
    clearTimeout(unread);
    slot.release();
  };
  if (answer.body.closed) closed();
  else answer.body.once('close', closed);
  let taken = false;
  return {
    [Symbol.asyncIterator]() {
      if (taken) throw new TypeError('The body of a file answer can be read only once');
      taken = true;
      clearTimeout(unread);
      return closing(checked(parts), close);
    },
  };
}

/** Also closes when `return` comes before the first `next`, where a generator's `finally` would not run. */
function closing(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  close: () => void,
): AsyncIterator<Uint8Array> {
  const closeAfter = async <T>(step: Promise<T>, ended: (result: T) => boolean): Promise<T> => {
    try {
      const result = await step;
      if (ended(result)) close();
      return result;
    } catch (error) {
      close();
      throw error;
    }
  };
  return {
    next: () => closeAfter(chunks.next(), ({ done }) => done === true),
    return: () => {
      close();
      return closeAfter(chunks.return(), () => true);
    },
  };
}

async function* checked(parts: FileBodyParts): AsyncGenerator<Uint8Array, void, undefined> {
  const { announcedBytes } = parts;
  let bytes = 0;
  for await (const chunk of received(parts)) {
    bytes += chunk.byteLength;
    if (announcedBytes !== undefined && bytes > announcedBytes) {
      throw brokenBody(`sent more than the ${announcedBytes} bytes announced`, parts);
    }
    yield chunk;
  }
  if (announcedBytes !== undefined && bytes < announcedBytes) {
    throw brokenBody(`sent ${bytes} of ${announcedBytes} bytes`, parts);
  }
}

/** What came over the wire; its failures as `MarketoError`, an abort as the signal's reason. */
async function* received(parts: FileBodyParts): AsyncGenerator<Uint8Array, void, undefined> {
  yield* parts.head;
  try {
    yield* paced(parts.rest, parts.timeouts);
  } catch (error) {
    parts.call.signal?.throwIfAborted();
    const what = error instanceof SlowBodyError ? error.message : codeOf(error);
    throw brokenBody(`broke off (${what})`, parts, error);
  }
}

export function brokenBody(
  what: string,
  { answer, call }: Pick<FileBodyParts, 'answer' | 'call'>,
  cause?: unknown,
): MarketoError {
  return new MarketoError(`${call.operation}: the answer ${what}`, {
    kind: 'brokenBody',
    httpStatus: answer.status,
    operation: call.operation,
    retryAfterMs: 0,
    serverTimeMs: answer.serverTimeMs,
    ...(cause === undefined ? {} : { cause }),
  });
}
