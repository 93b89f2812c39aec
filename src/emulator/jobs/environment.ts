import { timedLoads, type OtherTools, type ScheduledLoad, type TimedLoad } from './other-tools.ts';

/** What a test can change about the queue while the emulator runs. */
export interface EnvironmentChange {
  readonly otherTools?: Partial<OtherTools>;
  /** Loads that come and go by the emulator's clock, on top of `otherTools`; replaces the last such list. */
  readonly schedule?: readonly ScheduledLoad[];
  /** true holds everything; `queued` and `processing` hold jobs in that state. */
  readonly hold?: boolean | { readonly queued?: boolean; readonly processing?: boolean };
}

/** Holds and other tools, with the time of the last change: nothing that waited happened before it. */
export class JobEnvironment {
  otherTools: OtherTools = { running: 0, queued: 0, quotaBytes: 0 };
  holdsQueued = false;
  holdsProcessing = false;
  changedAtMs = -Infinity;
  quotaDay = '';
  #loads: readonly TimedLoad[] = [];

  apply(change: EnvironmentChange, nowMs: number, today: string): void {
    if (change.schedule !== undefined) this.#loads = timedLoads(change.schedule);
    this.otherTools = { ...this.otherTools, ...change.otherTools };
    if (change.otherTools?.quotaBytes !== undefined) this.quotaDay = today;
    if (change.hold !== undefined) this.#hold(change.hold);
    this.changedAtMs = nowMs;
  }

  /** Slots and queue places that other tools take at a moment. */
  otherToolsAt(ms: number): Pick<OtherTools, 'running' | 'queued'> {
    const loads = this.#loads.filter((load) => load.fromMs <= ms && ms < load.untilMs);
    return [this.otherTools, ...loads].reduce(
      (sum, load) => ({ running: sum.running + load.running, queued: sum.queued + load.queued }),
      { running: 0, queued: 0 },
    );
  }

  /** The first moment from this one on at which other tools leave one of so many slots. */
  slotFreeFromMs(ms: number, slots: number): number {
    const ends = this.#loads.map((load) => load.untilMs).filter((untilMs) => untilMs > ms);
    const moments = [ms, ...ends.sort((one, other) => one - other)];
    return moments.find((atMs) => this.otherToolsAt(atMs).running < slots) ?? Infinity;
  }

  /** Bytes that other tools have exported on this day; those of a load count where it begins. */
  quotaBytesOn(day: string, nowMs: number, dayOf: (ms: number) => string): number {
    const now = this.quotaDay === day ? this.otherTools.quotaBytes : 0;
    return this.#loads
      .filter((load) => load.fromMs <= nowMs && dayOf(load.fromMs) === day)
      .reduce((sum, load) => sum + load.quotaBytes, now);
  }

  #hold(hold: NonNullable<EnvironmentChange['hold']>): void {
    this.holdsQueued = typeof hold === 'boolean' ? hold : (hold.queued ?? this.holdsQueued);
    this.holdsProcessing =
      typeof hold === 'boolean' ? hold : (hold.processing ?? this.holdsProcessing);
  }
}
