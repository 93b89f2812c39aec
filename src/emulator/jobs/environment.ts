/** What other tools of the same subscription take; set by tests. */
export interface OtherTools {
  /** Of the running slots. */
  readonly running: number;
  /** Of the queue, beside the running ones. */
  readonly queued: number;
  /** Of today's export volume; forgotten at the reset. */
  readonly quotaBytes: number;
}

/** What a test can change about the queue while the emulator runs. */
export interface EnvironmentChange {
  readonly otherTools?: Partial<OtherTools>;
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

  apply(change: EnvironmentChange, nowMs: number, today: string): void {
    this.otherTools = { ...this.otherTools, ...change.otherTools };
    if (change.otherTools?.quotaBytes !== undefined) this.quotaDay = today;
    if (change.hold !== undefined) this.#hold(change.hold);
    this.changedAtMs = nowMs;
  }

  /** Bytes that other tools have exported on this day. */
  quotaBytesOn(day: string): number {
    return this.quotaDay === day ? this.otherTools.quotaBytes : 0;
  }

  #hold(hold: NonNullable<EnvironmentChange['hold']>): void {
    this.holdsQueued = typeof hold === 'boolean' ? hold : (hold.queued ?? this.holdsQueued);
    this.holdsProcessing =
      typeof hold === 'boolean' ? hold : (hold.processing ?? this.holdsProcessing);
  }
}
