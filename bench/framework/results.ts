/** What a bench came to, as `bench/results/<name>.json` keeps it. */
import type { Goal, Unit } from './bench.ts';
import type { Machine } from './machine.ts';
import type { Spread } from './statistics.ts';

export interface BenchResult {
  readonly version: 1;
  readonly bench: string;
  readonly title: string;
  readonly goal: string;
  /** `2026-11-23`. */
  readonly date: string;
  readonly machine: Machine;
  /** Version lines of the programs that took part. */
  readonly tools: Readonly<Record<string, string>>;
  readonly cases: readonly CaseResult[];
  /** What was left out, and why. */
  readonly skipped: readonly string[];
}

export interface CaseResult {
  readonly name: string;
  readonly unit: Unit;
  readonly subject: Series;
  readonly against?: Series;
  readonly alongside: readonly Series[];
  /** Of the rounds, pair by pair. */
  readonly ratio?: Spread;
  readonly above?: Spread;
  readonly goal?: Goal;
  readonly met?: boolean;
}

/** All runs of one contestant in one case. */
export interface Series extends Spread {
  readonly name: string;
  readonly values: readonly number[];
  /** Medians. */
  readonly cpuSeconds?: number;
  readonly figures?: Readonly<Record<string, number>>;
}
