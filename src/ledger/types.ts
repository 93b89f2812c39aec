/** What the ledger keeps and answers (design §4). All JSON; instants as `YYYY-MM-DDThh:mm:ssZ`. */
import type { ExportQuery } from '../domain/query.ts';
import type { Interval } from '../domain/interval.ts';

export interface DatasetRef {
  readonly instance: string;
  readonly dataset: string;
}

/** The run that made a claim: an `extractActivities`, by its id and the first run id of its chain. */
export interface ClaimOwner {
  readonly workflowId: string;
  readonly firstRunId: string;
}

/** One entry of a window's append-only series `.claims/<window>/<generation>.json`. */
export interface Claim {
  readonly version: 1;
  readonly generation: number;
  /** null: this generation releases the window, for `released` says why. */
  readonly exportId: string | null;
  readonly released?: string;
  readonly owner: ClaimOwner;
  /** The window's workflow, a child of the owner: once it is closed, nobody works for this claim any more. */
  readonly windowWorkflowId?: string;
  /** The job was made by an earlier owner, whose run has closed. */
  readonly inherited?: true;
  /** The claiming worker's clock: told to people, never reckoned with. */
  readonly at: string;
}

export interface ManifestJob {
  readonly createdAt?: string;
  readonly queuedAt?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly numberOfRecords?: number;
  readonly fileSize?: number;
  readonly sha256?: string;
}

/** `<window>/manifest.json`, written last: the commit point of a window. */
export interface Manifest {
  readonly version: 1;
  readonly generation: number;
  readonly window: { readonly startAt: string; readonly endAt: string };
  /** True when the job was started no earlier than `settleSeconds` after the window was over, by Marketo's clock. */
  readonly final: boolean;
  readonly settleSeconds: number;
  readonly query: ExportQuery;
  readonly exportId: string;
  readonly job: ManifestJob;
  /** Data file, relative to the manifest's folder. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** `counted` by us, `reported` by Marketo; without the header row. */
  readonly records: { readonly counted: number; readonly reported?: number };
  readonly columns: readonly string[];
  /** Names by id, as far as Marketo told them. */
  readonly activityTypes: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly productVersion: string;
  readonly publishedAt: string;
  readonly supersedes?: {
    readonly generation: number;
    readonly exportId: string;
    readonly file: string;
  };
}

/** Everything that lies in the ledger about one window. */
export interface WindowRecord {
  readonly window: Interval;
  /** Only when its data file is there with the manifest's size. */
  readonly manifest?: Manifest;
  /** A manifest whose data file is missing or of another size: it does not close its generation. */
  readonly untrustedManifest?: Manifest;
  /** Size of that manifest's data file; absent when there is none. */
  readonly untrustedBytes?: number;
  /** The claim of the highest generation, released ones included. */
  readonly claim?: Claim;
  /** The highest generation that claim or manifest know; 0 when there is none. */
  readonly generation: number;
}

/**
 * What a record amounts to.
 * - `final`: exported for good. `provisional`: exported before it had settled (`due`: its settle time has passed).
 * - `stale`: exported before the instant that the request wants it exported anew.
 * - `claimed`: a job may still deliver it. `missing`: nothing is known, or what was known is released.
 */
export type WindowState =
  | { readonly state: 'final'; readonly manifest: Manifest }
  | { readonly state: 'provisional'; readonly manifest: Manifest; readonly due: boolean }
  | { readonly state: 'stale'; readonly manifest: Manifest }
  | { readonly state: 'claimed'; readonly claim: Claim & { readonly exportId: string } }
  | { readonly state: 'missing' };

/** What the state of a window depends on besides the ledger. */
export interface Freshness {
  /** Marketo's clock, epoch seconds. */
  readonly now: number;
  /** Manifests whose job was created before this instant (epoch seconds) are stale. */
  readonly refreshBefore?: number | undefined;
}

export type ClaimOutcome =
  | { readonly outcome: 'own'; readonly generation: number }
  /** Another run was faster with this generation: its job is the window's job. */
  | { readonly outcome: 'another'; readonly claim: Claim & { readonly exportId: string } }
  /** The window was published meanwhile, or it was released: look again. */
  | { readonly outcome: 'moved' }
  /**
   * A live claim of another window overlaps, or (without `claim`) a published one; ours is released again, unless the
   * request was `standing`.
   */
  | { readonly outcome: 'overlaps'; readonly window: Interval; readonly claim?: Claim };

export interface ClaimRequest {
  readonly windowWorkflowId?: string;
  /** The highest generation that the caller has seen, `WindowRecord.generation`. */
  readonly after: number;
  readonly exportId: string;
  readonly owner: ClaimOwner;
  /** The claiming worker's clock, `YYYY-MM-DDThh:mm:ssZ`. */
  readonly at: string;
  /**
   * The caller takes over the job of a closed run, which may be paid for: its interval is held already, so it is not
   * judged by what overlaps it.
   */
  readonly inherits?: boolean;
  /** Generation of the manifest that the caller has seen, 0 for none: another one by now answers `moved`. */
  readonly seenManifest?: number;
  /**
   * The claim stands, and its job was seen not to be enqueued: it is only held against what overlaps it. To give it up is
   * the caller's affair, who cancels the job first.
   */
  readonly standing?: boolean;
  /**
   * Asked before the claim is given up again: throws when this caller may have been given up itself and repeated
   * elsewhere, for the repetition goes by the claim.
   */
  readonly assertCurrent?: () => void;
}

export interface Ledger {
  /** Writes `dataset.json` if absent, else compares. Throws `DatasetMismatchError` with a diff, one a line. */
  bindDataset(ref: DatasetRef, query: ExportQuery): Promise<void>;
  /** Compares only; an unknown dataset is fine. Writes nothing. */
  checkDataset(ref: DatasetRef, query: ExportQuery): Promise<void>;
  /** All windows of the dataset that touch the period, ascending. */
  windowsTouching(ref: DatasetRef, period: Interval): Promise<readonly WindowRecord[]>;
  window(ref: DatasetRef, window: Interval): Promise<WindowRecord>;
  /** The window's series of claims and releases up to the record's, ascending. */
  claims(
    ref: DatasetRef,
    record: Pick<WindowRecord, 'window' | 'claim'>,
  ): Promise<readonly Claim[]>;
  /** Claims exactly the generation `after` + 1 (design §4, Claim). */
  claim(ref: DatasetRef, window: Interval, claim: ClaimRequest): Promise<ClaimOutcome>;
  /** Releases the window by the generation `after` + 1. False: somebody else wrote that generation. */
  release(
    ref: DatasetRef,
    window: Interval,
    release: { after: number; reason: string; owner: ClaimOwner; at: string },
  ): Promise<boolean>;
  /** Puts the manifest in place unless one of the same or a higher generation is there; answers what is there then. */
  publish(ref: DatasetRef, manifest: Manifest): Promise<Manifest>;
  /** Keys, for the activities that move bytes. */
  dataKey(ref: DatasetRef, window: Interval, file: string): string;
  stagingFolder(ref: DatasetRef, exportId: string): string;
}
