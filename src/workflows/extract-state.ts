/** Where an extraction stands: JSON, carried through continue-as-new; well below 2 MiB for 1,000 windows. */
import type { Pace } from '../domain/estimate.ts';
import type { CancelOutcome, WindowFailure, WindowResult } from '../interface/result.ts';
import type { Paused } from '../interface/status.ts';
import type { RunContext, Window } from '../interface/steps.ts';

export interface ExtractState {
  readonly run: RunContext;
  /** Undefined: to be planned. */
  readonly todo?: readonly Window[];
  readonly published: readonly WindowResult[];
  readonly failed: readonly WindowFailure[];
  readonly cancellation: readonly CancelOutcome[];
  /** How often another run's overlapping window made it plan again. */
  readonly replans: number;
  /** Windows that were halved since the last one was published. */
  readonly halvings?: number;
  readonly controls?: ControlState;
  readonly pace?: Pace;
}

/** What people have changed while it was going. */
export interface ControlState {
  readonly paused?: Paused;
  readonly concurrency?: number;
}

/** Tells windows of one run apart. */
export function windowKey({ startAt, endAt }: Window): string {
  return `${startAt}_${endAt}`;
}

export function sortedByStart<T extends Window>(windows: Iterable<T>): T[] {
  return [...windows].sort((a, b) => compare(a.startAt, b.startAt) || compare(a.endAt, b.endAt));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
