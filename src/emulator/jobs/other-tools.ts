/** What other tools of the same subscription take; set by tests. */
export interface OtherTools {
  /** Of the running slots. */
  readonly running: number;
  /** Of the queue, beside the running ones. */
  readonly queued: number;
  /** Of today's export volume; forgotten at the reset. */
  readonly quotaBytes: number;
}

/** What other tools take for a time. */
export interface ScheduledLoad extends Partial<OtherTools> {
  /** Epoch milliseconds or ISO-8601; `until` is not included. */
  readonly from: number | string;
  readonly until: number | string;
}

/** A load with its times read. */
export interface TimedLoad extends OtherTools {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Reads a schedule; throws when a time cannot be read or a load ends before it begins. */
export function timedLoads(schedule: readonly ScheduledLoad[]): readonly TimedLoad[] {
  return schedule.map(({ from, until, running = 0, queued = 0, quotaBytes = 0 }) => {
    const [fromMs, untilMs] = [new Date(from).getTime(), new Date(until).getTime()];
    if (!(fromMs < untilMs)) throw new RangeError(`Not a span of time: ${from} to ${until}`);
    return { fromMs, untilMs, running, queued, quotaBytes };
  });
}
