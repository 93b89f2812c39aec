/** Where an extraction stands: JSON, carried through continue-as-new. */
import type { CancelOutcome, FailedWindow, WindowResult } from '../interface/result.ts';
import type { RunContext, Window } from '../interface/steps.ts';

export interface ExtractState {
  readonly run: RunContext;
  /** Undefined: to be planned. */
  readonly todo?: readonly Window[];
  readonly published: readonly WindowResult[];
  readonly failed: readonly FailedWindow[];
  readonly cancellation: readonly CancelOutcome[];
  /** How often another run's overlapping window made it plan again. */
  readonly replans: number;
}

export function sortedByStart<T extends Window>(windows: readonly T[]): T[] {
  return windows.toSorted((a, b) => (a.startAt < b.startAt ? -1 : 1));
}

export function sameWindow(a: Window, b: Window): boolean {
  return a.startAt === b.startAt && a.endAt === b.endAt;
}
