/** What a bench is made of: cases, and in each of them contestants that take turns. */

export interface Bench {
  /** As `--only` takes it, and the name of its results file. */
  readonly name: string;
  /** What is measured, in a line. */
  readonly title: string;
  /** In words, as docs/performance.md shows it. */
  readonly goal: string;
  /** Rounds of each case that names none itself. */
  readonly rounds: number;
  /**
   * Yields one case after the other. What a case needs is there when it is yielded, and may go when the next one is
   * asked for: `await using` around the `yield` does that, also when a case fails.
   */
  readonly cases: (setting: Setting) => AsyncGenerator<Case, void, undefined>;
}

export interface Case {
  /** Unique in its bench: `225 MB`. */
  readonly name: string;
  readonly unit: Unit;
  /** What is ours. */
  readonly subject: Contestant;
  /** What the subject is compared with, round by round. Absent: its figure stands alone. */
  readonly against?: Contestant;
  /** Reported beside it, and not judged. */
  readonly alongside?: readonly Contestant[];
  /** Not judged with `--smoke`. */
  readonly goal?: Goal;
  /** Default: the bench's. */
  readonly rounds?: number;
  /** Bytes of memory, its page cache included, that a run fills: it shall find them at hand. Default: 0. */
  readonly touches?: number;
  /** Longest time of one run; default 120,000 ms. */
  readonly limitMs?: number;
}

/** `s` are seconds, `MB` a million bytes, `MiB` 2^20. */
export type Unit = 's' | 'ms' | 'MB' | 'MiB' | 'events' | 'calls' | 'windows/min';

export interface Contestant {
  readonly name: string;
  /** One run. Should end soon when `signal` aborts. */
  readonly run: (signal: AbortSignal) => Promise<Sample>;
}

export interface Sample {
  /** In the case's unit. */
  readonly value: number;
  /** User and system time of everything that the run did, where that is known. */
  readonly cpuSeconds?: number;
  /** Whatever else is worth a column, with its unit in the name: `MB read`. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** The median of `subject ÷ against`, of `subject − against`, or of the subject alone must not be above it. */
export type Goal =
  { readonly ratioAtMost: number } | { readonly aboveAtMost: number } | { readonly atMost: number };

/** What a bench is told and may use. */
export interface Setting {
  /** Tiny sizes: only whether it works. */
  readonly smoke: boolean;
  /** A folder of this bench alone, on a disk, removed afterwards. */
  readonly folder: string;
  readonly say: (line: string) => void;
  /** Reports what is left out, and why. */
  readonly skip: (what: string) => void;
  /** Path of a program; undefined, and reported as left out, when it is not installed. Its version is recorded. */
  readonly tool: (name: string) => Promise<string | undefined>;
  /** `127.0.0.1:port` of a dev server that all benches of this run share, started when first asked for. */
  readonly temporalAddress: () => Promise<string>;
}
