/** What is left after a chaos run to judge it by: plain data, gathered once, so that checks are functions. */
import type { LoggedCall } from '../../src/emulator/call-log.ts';
import type { JobDescription } from '../../src/emulator/jobs/describe-job.ts';
import type { CancelOutcome } from '../../src/interface/result.ts';

/** What Marketo has of a window, by another way than its files. */
export interface TrueFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly records: number;
}

export interface PublishedFile {
  readonly dataset: string;
  /** Key of the manifest. */
  readonly path: string;
  readonly window: { readonly startAt: string; readonly endAt: string };
  readonly exportId: string;
  /** The data file's path, and what lies there; undefined when nothing does. */
  readonly dataPath: string;
  readonly found: { readonly bytes: number; readonly sha256: string } | undefined;
  readonly sha256: string;
  readonly bytes: number;
  readonly records: number;
  readonly truth: TrueFile;
}

export interface ClosedRun {
  readonly workflowId: string;
  readonly runId: string;
  /** With the workflow id: its name in claims. */
  readonly firstRunId: string;
  /** Wall clock. */
  readonly closedMs: number;
  readonly type: string;
  readonly status: string;
  /** Of a run that was cancelled: what it says that came of it. */
  readonly cancellation: readonly CancelOutcome[];
  /** Of a run that failed: the types of its windows' failures, else its own. */
  readonly failures: readonly string[];
  /** Of a refresh: jobs created before this instant, by Marketo's clock, are exported anew. */
  readonly refreshBefore?: string;
}

/** `.claims/<window>/<generation>.json`, as far as it matters here. */
export interface ClaimFacts {
  /** Key of its series. */
  readonly series: string;
  readonly generation: number;
  readonly exportId: string | null;
  readonly owner: { readonly workflowId: string; readonly firstRunId: string };
  /** Wall clock. */
  readonly atMs: number;
}

/** A run that exported a dataset anew. */
export interface Refresh {
  readonly dataset: string;
  /** Marketo's clock. */
  readonly before: string;
  readonly completed: boolean;
}

export interface Evidence {
  readonly datasets: readonly Period[];
  readonly log: readonly LoggedCall[];
  /** Oldest first. */
  readonly jobs: readonly JobDescription[];
  readonly published: readonly PublishedFile[];
  /** Keys of all files but staging, claims and bookkeeping. */
  readonly visible: readonly string[];
  readonly runs: readonly ClosedRun[];
  readonly claims: readonly ClaimFacts[];
  readonly refreshes: readonly Refresh[];
}

export interface Period {
  readonly name: string;
  /** How many ask for it: they wait for one another's jobs. */
  readonly requests: number;
  readonly startMs: number;
  readonly endMs: number;
}
