/** How fast a run gets on, by its own windows. */
import { estimate, type Pace, type Rest } from '../domain/estimate.ts';
import { formatInstant } from '../domain/instant.ts';
import { lengthSeconds } from '../domain/interval.ts';
import { parseWindowText } from '../domain/windows.ts';
import type { Policy } from '../interface/resolved.ts';
import type { WindowResult } from '../interface/result.ts';
import type { Eta } from '../interface/status.ts';
import type { RunContext } from '../interface/steps.ts';

export class RunPace {
  #pace: Pace | undefined;

  constructor(resumed?: Pace) {
    this.#pace = resumed;
  }

  get state(): Pace | undefined {
    return this.#pace;
  }

  /** The first window has been started. */
  began(): void {
    const nowMs = Date.now();
    const nothing = { pausedMs: 0, windows: 0, bytes: 0, seconds: 0 };
    this.#pace ??= { sinceMs: nowMs, lastMs: nowMs, ...nothing };
  }

  /** A window of this run has been published. */
  published(result: WindowResult): void {
    if (this.#pace === undefined) return;
    const { windows, bytes, seconds } = this.#pace;
    this.#pace = {
      ...this.#pace,
      lastMs: Date.now(),
      windows: windows + 1,
      bytes: bytes + result.bytes,
      seconds: seconds + lengthSeconds(parseWindowText(result)),
    };
  }

  resumed(pausedMs: number): void {
    if (this.#pace === undefined) return;
    // Reckoned from now on: the pause lies behind, and windows that came home in it were no part of the pace.
    const all = this.#pace.pausedMs + pausedMs;
    this.#pace = { ...this.#pace, pausedMs: all, lastMs: Date.now() };
  }

  /** Undefined while there is too little to go by, and when the time has passed. */
  eta(rest: Rest, run: RunContext): Eta | undefined {
    if (this.#pace === undefined) return undefined;
    const found = estimate(this.#pace, rest, bytesADay(run));
    if (found === undefined || found.atMs < Date.now()) return undefined;
    return { at: formatInstant(found.atMs / 1_000), by: found.by, sure: found.sure };
  }
}

/** What the daily quota leaves to the run; undefined in runs of versions that did not record it. */
function bytesADay({ policy, request }: RunContext): number | undefined {
  const { dailyQuotaBytes, backfillKeepBytes = 0 }: Policy = policy;
  if (dailyQuotaBytes === undefined) return undefined;
  return request.backfill === undefined ? dailyQuotaBytes : dailyQuotaBytes - backfillKeepBytes;
}
