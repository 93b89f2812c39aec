/** A body that runs ahead of its reader, in memory that is used again. */
import { finished, type Readable } from 'node:stream';
import { letGo } from './pieces.ts';

/**
 * So that bytes are stored or hashed in fewer, larger pieces, and the line is not idle meanwhile
 * (docs/decisions/024-throughput.md).
 */
const MOST_WAITING_BYTES = 1024 * 1024;

/**
 * What has arrived comes in as few chunks as it lies in; at most 1 MiB waits for the reader. A chunk may be overwritten
 * when the next one is asked for. Throws what the body broke with, after what had arrived before.
 */
export async function* readAhead(body: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let end: { readonly error?: unknown } | undefined;
  let wake: () => void = () => undefined;
  body.on('data', (chunk: Uint8Array) => {
    const last = waiting.pop();
    waiting.push(...(last === undefined ? [chunk] : inOne(last, chunk)));
    waitingBytes += chunk.length;
    if (waitingBytes >= MOST_WAITING_BYTES) body.pause();
    wake();
  });
  finished(body, (error) => {
    end = error == null ? {} : { error };
    wake();
  });
  for (;;) {
    const chunk = waiting.shift();
    if (chunk !== undefined) {
      waitingBytes -= chunk.length;
      if (waitingBytes < MOST_WAITING_BYTES) body.resume();
      yield chunk;
      letGo(chunk);
    } else if (end === undefined) {
      await new Promise<void>((resolve) => (wake = resolve));
    } else if ('error' in end) throw end.error;
    else return;
  }
}

/** Both of them as one where they lie side by side. */
function inOne(chunk: Uint8Array, next: Uint8Array): Uint8Array[] {
  const end = chunk.byteOffset + chunk.length;
  return chunk.buffer === next.buffer && end === next.byteOffset
    ? [new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length + next.length)]
    : [chunk, next];
}
