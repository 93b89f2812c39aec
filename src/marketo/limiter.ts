/** Keeps the client within its share of Marketo's limits (contract §4.1), and lets a cancel overtake the rest. */
import type { CallLimits } from './client-config.ts';
import type { MarketoError } from './errors.ts';
import { Places, type Slot } from './places.ts';

export type CallClass = 'cancel' | 'call' | 'file';

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
  readonly #calls: Places;
  /** In front of `#calls`, so that waiting downloads do not fill it. */
  readonly #files: Places;
  #closed = false;
  #resume: NodeJS.Timeout | undefined;
  #resumeAtMs = 0;
  #widen: NodeJS.Timeout | undefined;
  /** Places taken away after 615s, from files and calls alike: the others' head start over files stays. */
  #narrowedBy = 0;

  constructor(limits: CallLimits) {
    this.#limits = limits;
    const rate = { perWindow: limits.callsPer20s, windowMs: RATE_WINDOW_MS };
    this.#calls = new Places(limits.concurrentCalls, rate);
    this.#files = new Places(this.#mostFiles);
  }

  get #mostFiles(): number {
    return Math.min(this.#limits.concurrentFiles, this.#limits.concurrentCalls);
  }

  async slot(callClass: CallClass, signal: AbortSignal | undefined): Promise<Slot> {
    const priority = PRIORITY[callClass];
    if (callClass !== 'file') return this.#calls.take(priority, signal);
    // Should the second wait be aborted, the signal gives the first place back too.
    const file = await this.#files.take(priority, signal);
    const call = await this.#calls.take(priority, signal);
    return {
      release: () => {
        call.release();
        file.release();
      },
    };
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
    this.#resume = setTimeout(() => this.#calls.resume(), pauseMs);
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
    this.#files.close();
    this.#calls.close();
  }
}
