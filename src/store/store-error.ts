/** A fault of the disk or the bucket below a store, in words that say what to do. */
/** What an error of the system below means for whoever keeps it. */
export interface Remedy {
  readonly why: string;
  readonly remedy: string;
  /** True when the same step succeeds once somebody has followed the remedy. */
  readonly retryable: boolean;
}

export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** The system's own code (`ENOSPC`, `SlowDown`, …), or `CORRUPT` for a store id that cannot be read. */
  readonly code: string;
  /** The key at which it happened, relative to the store's root; `.` for the root itself. */
  readonly path: string;
  /** True when somebody can heal it from outside and the very same step then succeeds. */
  readonly retryable: boolean;

  constructor(
    message: string,
    facts: { code: string; path: string; retryable: boolean; cause?: unknown },
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.path = facts.path;
    this.retryable = facts.retryable;
  }
}
