import type { EmulatorClock } from '../clock.ts';
import { quotaExceeded } from '../errors.ts';
import type { ResolvedOptions } from '../options.ts';
import { quotaDay } from '../quota-day.ts';
import type { JobEnvironment } from './environment.ts';
import type { Job } from './job.ts';

/** The daily export volume: what has been finished today, by us and by other tools (§4.1). */
export class ExportQuota {
  readonly #options: ResolvedOptions;
  readonly #clock: EmulatorClock;
  readonly #environment: JobEnvironment;

  constructor(options: ResolvedOptions, clock: EmulatorClock, environment: JobEnvironment) {
    this.#options = options;
    this.#clock = clock;
    this.#environment = environment;
  }

  today(): string {
    return this.#dayOf(this.#clock.nowMs());
  }

  usedBytes(jobs: readonly Job[]): number {
    const today = this.today();
    const own = jobs.reduce((sum, { current }) => {
      const { state, finishedAtMs, figures } = current;
      const counts = state === 'Completed' && finishedAtMs !== undefined;
      return counts && this.#dayOf(finishedAtMs) === today ? sum + (figures?.fileSize ?? 0) : sum;
    }, 0);
    const dayOf = (ms: number) => this.#dayOf(ms);
    return own + this.#environment.quotaBytesOn(today, this.#clock.nowMs(), dayOf);
  }

  /** Throws Marketo's refusal when the day's volume is used up. */
  check(jobs: readonly Job[]): void {
    const { quotaBytes, switches } = this.#options;
    if (this.usedBytes(jobs) < quotaBytes) return;
    throw quotaExceeded(quotaBytes, switches.quotaMessage);
  }

  #dayOf(ms: number): string {
    return quotaDay(ms, this.#options.quotaZone);
  }
}
