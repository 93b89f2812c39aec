/** Guards a body against the sender that neither stops nor gets anywhere. */
import type { CallTimeouts } from './client-config.ts';

export class SlowBodyError extends Error {
  override readonly name = 'SlowBodyError';
  readonly code = 'TOO_SLOW';
}

/**
 * Yields the chunks of `chunks` and throws `SlowBodyError` when a window of waiting brought too few bytes.
 * Only the time spent waiting for the sender counts. Silence itself is ended by the transport's idle time-out,
 * so no timer is needed here.
 */
export async function* paced(
  chunks: AsyncIterator<Uint8Array>,
  timeouts: CallTimeouts,
): AsyncGenerator<Uint8Array, void, undefined> {
  let waitedMs = 0;
  let bytes = 0;
  for (;;) {
    const askedAt = performance.now();
    const next = await chunks.next();
    if (next.done === true) return;
    waitedMs += performance.now() - askedAt;
    bytes += next.value.byteLength;
    if (waitedMs >= timeouts.throughputWindowMs) {
      demandPace(bytes, waitedMs, timeouts.leastBytesPerSecond);
      waitedMs = 0;
      bytes = 0;
    }
    yield next.value;
  }
}

function demandPace(bytes: number, waitedMs: number, leastBytesPerSecond: number): void {
  if (bytes * 1000 >= leastBytesPerSecond * waitedMs) return;
  throw new SlowBodyError(
    `${bytes} bytes in ${Math.round(waitedMs)} ms, less than ${leastBytesPerSecond} bytes per second`,
  );
}
