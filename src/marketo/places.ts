/** Places in a queue: a p-queue task that lasts until its place is given back. */
import PQueue from 'p-queue';
import { MarketoError } from './errors.ts';

/** A place among the calls under way; whoever reads the answer gives it back. Giving back twice is harmless. */
export interface Slot {
  release(): void;
}

export class Places {
  readonly #queue: PQueue;
  readonly #waiting = new Set<(reason: unknown) => void>();
  #closed = false;

  /** `concurrency` places at a time, `perWindow` begun in any `windowMs`. */
  constructor(
    concurrency: number,
    rate?: { readonly perWindow: number; readonly windowMs: number },
  ) {
    this.#queue = new PQueue({
      concurrency,
      ...(rate === undefined ? {} : { interval: rate.windowMs, intervalCap: rate.perWindow }),
      // Marketo counts in a sliding window; fixed ones allow twice the rate at their seam.
      strict: rate !== undefined,
    });
  }

  set concurrency(places: number) {
    this.#queue.concurrency = places;
  }

  /**
   * Higher `priority` goes first. An abort takes the waiting out of the queue, or gives the place back; it rejects
   * with the signal's own reason.
   */
  take(priority: number, signal: AbortSignal | undefined): Promise<Slot> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(closedError());
        return;
      }
      this.#waiting.add(reject);
      const task = () =>
        new Promise<void>((release) => {
          this.#waiting.delete(reject);
          resolve({ release });
        });
      this.#queue
        .add(task, { priority, signal })
        .finally(() => this.#waiting.delete(reject))
        .catch(reject);
    });
  }

  pause(): void {
    this.#queue.pause();
  }

  resume(): void {
    this.#queue.start();
  }

  /** Rejects whoever waits; p-queue alone would leave them waiting for ever. Places taken stay taken. */
  close(): void {
    this.#closed = true;
    this.#queue.clear();
    for (const reject of this.#waiting) reject(closedError());
    this.#waiting.clear();
  }
}

function closedError(): MarketoError {
  return new MarketoError('The Marketo client is closed and begins no more calls', {
    kind: 'connection',
    operation: 'wait for a free call',
    retryAfterMs: 0,
  });
}
