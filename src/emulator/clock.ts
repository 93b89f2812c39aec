/** How the emulator's time is set; every member may be left out. */
export interface ClockChange {
  /** Jump to this moment: epoch milliseconds or an ISO-8601 text. Never backwards. */
  readonly now?: number | string;
  /** Jump this many seconds of emulator time ahead. */
  readonly advanceSeconds?: number;
  /** Seconds of emulator time that pass in one real second; 0 stops the clock. */
  readonly scale?: number;
}

/** What the clock shows. */
export interface ClockReading {
  readonly now: string;
  readonly nowMs: number;
  readonly scale: number;
}

/**
 * The emulator's own time: it can run faster than ours, stand still and be moved ahead.
 * It never goes back, because Marketo's does not and job histories would stop making sense.
 */
export class EmulatorClock {
  #anchorMs: number;
  #anchorRealMs: number;
  #scale: number;
  #jumpedToMs = -Infinity;
  readonly #listeners = new Set<() => void>();

  constructor(startMs: number = Date.now(), scale = 1) {
    this.#anchorMs = startMs;
    this.#anchorRealMs = performance.now();
    this.#scale = checkedScale(scale);
  }

  /** Emulator time, epoch milliseconds. */
  nowMs(): number {
    return this.#anchorMs + (performance.now() - this.#anchorRealMs) * this.#scale;
  }

  /** Where the last jump landed, or -Infinity. What was due before it has happened on time. */
  get jumpedToMs(): number {
    return this.#jumpedToMs;
  }

  get scale(): number {
    return this.#scale;
  }

  read(): ClockReading {
    const nowMs = this.nowMs();
    return { now: new Date(nowMs).toISOString(), nowMs, scale: this.#scale };
  }

  /** Applies scale, then now, then advanceSeconds, and tells every listener. */
  change(change: ClockChange): ClockReading {
    const target = targetMs(change, this.nowMs());
    const scale = checkedScale(change.scale ?? this.#scale);
    this.#anchor(target);
    this.#scale = scale;
    if (change.now !== undefined || change.advanceSeconds !== undefined) this.#jumpedToMs = target;
    for (const listener of this.#listeners) listener();
    return this.read();
  }

  /** Real milliseconds until the emulator's clock shows this moment; Infinity while it stands. */
  realMsUntil(momentMs: number): number {
    const aheadMs = momentMs - this.nowMs();
    if (aheadMs <= 0) return 0;
    return this.#scale === 0 ? Infinity : aheadMs / this.#scale;
  }

  /** Calls back after every change; returns the way to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #anchor(nowMs: number): void {
    this.#anchorMs = nowMs;
    this.#anchorRealMs = performance.now();
  }
}

function targetMs(change: ClockChange, currentMs: number): number {
  const asked = change.now === undefined ? currentMs : new Date(change.now).getTime();
  const target = asked + (change.advanceSeconds ?? 0) * 1000;
  if (Number.isNaN(target)) throw new RangeError(`Not a moment: ${String(change.now)}`);
  // A fraction of a millisecond passes between reading and setting: no step back, but no error.
  if (target < currentMs - 1000) {
    throw new RangeError(
      `The clock shows ${new Date(currentMs).toISOString()} and cannot go back to ${new Date(target).toISOString()}`,
    );
  }
  return Math.max(target, currentMs);
}

function checkedScale(scale: number): number {
  if (scale >= 0 && Number.isFinite(scale)) return scale;
  throw new RangeError(`Not a scale: ${scale}`);
}

/** `YYYY-MM-DDThh:mm:ssZ`, the form live answers have: no milliseconds. */
export function marketoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
