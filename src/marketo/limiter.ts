/** Keeps the client within its share of Marketo's limits (contract §4.1), and lets a cancel overtake the rest. */
import PQueue from 'p-queue';
import type { CallLimits } from './client-config.ts';
import { MarketoError } from './errors.ts';

export type CallClass = 'cancel' | 'call' | 'file';

/** A place among the calls under way; whoever reads the answer gives it back. Giving back twice is harmless. */
export interface Slot {
  release(): void;
}

export interface Limiter {
  /** Waits for a place. Rejects with the signal's reason, or when the limiter closes. */
  slot(callClass: CallClass, signal: AbortSignal | undefined): Promise<Slot>;
  /** Told of every failure; heeds those that say "too many". */
  heed(error: MarketoError): void;
  close(): void;
}

const RATE_WINDOW_MS = 20_000;
/** How long a 615 costs a place. */
const NARROWED_MS = 60_000;
const PRIORITY: Readonly<Record<CallClass, number>> = { cancel: 2, call: 1, file: 0 };

export function createLimiter(limits: CallLimits): Limiter {
  return new QueueLimiter(limits);
}

class QueueLimiter implements Limiter {
  readonly #limits: CallLimits;
  readonly #calls: PQueue;
  /** In front of `#calls`, so that waiting downloads do not fill it. */
  readonly #files: PQueue;
  readonly #waiting = new Set<(reason: unknown) => void>();
  #closed = false;
  #resume: NodeJS.Timeout | undefined;
  #resumeAtMs = 0;
  #widen: NodeJS.Timeout | undefined;
  /** Places taken away after 615s, from files and calls alike: the others' head start over files stays. */
  #narrowedBy = 0;

  constructor(limits: CallLimits) {
    this.#limits = limits;
    this.#calls = new PQueue({
      concurrency: limits.concurrentCalls,
      interval: RATE_WINDOW_MS,
      intervalCap: limits.callsPer20s,
      // Marketo counts in a sliding window; fixed ones allow twice the rate at their seam.
      strict: true,
    });
    this.#files = new PQueue({ concurrency: this.#mostFiles });
  }

  get #mostFiles(): number {
    return Math.min(this.#limits.concurrentFiles, this.#limits.concurrentCalls);
  }

  async slot(callClass: CallClass, signal: AbortSignal | undefined): Promise<Slot> {
    if (callClass !== 'file') return this.#take(this.#calls, callClass, signal);
    const file = await this.#take(this.#files, callClass, signal);
    try {
      const call = await this.#take(this.#calls, callClass, signal);
      return {
        release: () => {
          call.release();
          file.release();
        },
      };
    } catch (error) {
      file.release();
      throw error;
    }
  }

  /** A task that lasts until released. The signal takes it out of the queue, or ends it. */
  #take(queue: PQueue, callClass: CallClass, signal: AbortSignal | undefined): Promise<Slot> {
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
      queue
        .add(task, { priority: PRIORITY[callClass], signal })
        .finally(() => this.#waiting.delete(reject))
        // The signal's own reason, unwrapped.
        .catch(reject);
    });
  }

  heed(error: MarketoError): void {
    if (this.#closed) return;
    const { kind, retryAfterMs } = error.facts;
    if (kind !== 'rateLimited' && kind !== 'tooManyConcurrentCalls') return;
    if (kind === 'tooManyConcurrentCalls') this.#narrow();
    if (retryAfterMs !== 'never') this.#pause(Math.min(retryAfterMs, this.#limits.longestPauseMs));
  }

  /** New calls wait: they would be refused too, and refused calls prolong the jam for everybody. */
  #pause(pauseMs: number): void {
    const untilMs = performance.now() + pauseMs;
    if (untilMs <= this.#resumeAtMs) return;
    this.#resumeAtMs = untilMs;
    this.#calls.pause();
    clearTimeout(this.#resume);
    this.#resume = setTimeout(() => this.#calls.start(), pauseMs);
  }

  #narrow(): void {
    this.#setNarrowedBy(Math.min(this.#narrowedBy + 1, this.#mostFiles - 1));
    clearTimeout(this.#widen);
    // Not worth keeping a process alive for.
    this.#widen = setTimeout(() => this.#setNarrowedBy(0), NARROWED_MS).unref();
  }

  #setNarrowedBy(places: number): void {
    this.#narrowedBy = places;
    this.#calls.concurrency = this.#limits.concurrentCalls - places;
    this.#files.concurrency = this.#mostFiles - places;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#resume);
    clearTimeout(this.#widen);
    for (const queue of [this.#calls, this.#files]) queue.clear();
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
