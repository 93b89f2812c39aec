import { catalogue, MarketoError, rateExceeded } from './errors.ts';
import { SECOND_MS } from './limits.ts';
import { quotaDay, type QuotaZone } from './quota-day.ts';

/** Limits on calls; null switches one off. They belong to the subscription, not to a user. */
export interface CallLimitOptions {
  readonly callsPerSpan: number | null;
  readonly callSpanSeconds: number;
  readonly concurrentCalls: number | null;
  readonly dailyCalls: number | null;
}

/** A call that was let in; exactly one of its ends must be told. */
export interface AdmittedCall {
  /** The answer is gone; an error answer does not count towards rate and day (§4.1). */
  end(refused: boolean): void;
}

/** Counts calls: 615 for too many at once, 606 for too many in the span, 607 for the day. */
export class CallLimits {
  readonly #options: CallLimitOptions;
  readonly #zone: QuotaZone;
  readonly #recentMs = new Map<symbol, number>();
  #concurrent = 0;
  #day = '';
  #today = 0;

  constructor(options: CallLimitOptions, zone: QuotaZone) {
    this.#options = options;
    this.#zone = zone;
  }

  admit(nowMs: number): AdmittedCall {
    this.#forget(nowMs);
    const { concurrentCalls, callsPerSpan, callSpanSeconds, dailyCalls } = this.#options;
    if (this.#concurrent >= (concurrentCalls ?? Infinity)) {
      throw new MarketoError(catalogue.concurrentCalls);
    }
    if (this.#recentMs.size >= (callsPerSpan ?? Infinity)) {
      throw rateExceeded(this.#recentMs.size, callSpanSeconds);
    }
    if (this.#today >= (dailyCalls ?? Infinity)) throw new MarketoError(catalogue.dailyCalls);
    return this.#enter(nowMs);
  }

  #enter(nowMs: number): AdmittedCall {
    const call = Symbol('call');
    this.#recentMs.set(call, nowMs);
    this.#concurrent += 1;
    this.#today += 1;
    let open = true;
    return {
      end: (refused) => {
        if (!open) return;
        open = false;
        this.#concurrent -= 1;
        if (!refused) return;
        this.#recentMs.delete(call);
        this.#today -= 1;
      },
    };
  }

  #forget(nowMs: number): void {
    const spanStartMs = nowMs - this.#options.callSpanSeconds * SECOND_MS;
    for (const [call, atMs] of this.#recentMs) if (atMs <= spanStartMs) this.#recentMs.delete(call);
    const day = quotaDay(nowMs, this.#zone);
    if (day !== this.#day) this.#today = 0;
    this.#day = day;
  }
}
