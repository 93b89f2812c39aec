/**
 * Inputs and answers of the activities: single JSON objects. Where a workflow has to decide, the answer is a union,
 * not an exception (design §4). Types only.
 */
import type { ExportJob } from '../marketo/types.ts';
import type { ClaimOwner } from '../ledger/types.ts';
import type { SearchAttributeName } from './names.ts';
import type { Policy, ResolvedRequest } from './resolved.ts';
import type { CancelOutcome, PlannedWindow, WindowResult } from './result.ts';

export interface Window {
  readonly startAt: string;
  readonly endAt: string;
}

/** What every step of a run goes by: recorded once by `resolveRequest`. */
export interface RunContext {
  readonly request: ResolvedRequest;
  readonly policy: Policy;
  /** Id of the store that the run began on; another one under the same queue is refused. */
  readonly storeId: string;
  /** For the memo of a run with `refresh: true`, so that a later run of the same request can go on from it. */
  readonly refreshMemo?: RefreshMemo;
  /** Those that the namespace has registered with their right type; runs of earlier versions have none. */
  readonly searchAttributes?: readonly SearchAttributeName[];
  /** By id, of the request's activity types; absent when Marketo did not tell. */
  readonly activityTypeNames?: Readonly<Record<string, string>>;
}

export interface RefreshMemo {
  readonly refreshBefore: string;
  /** Digest of the request. */
  readonly of: string;
}

export interface WindowInput {
  readonly run: RunContext;
  readonly window: Window;
  readonly owner: ClaimOwner;
  /** The run takes halves of the window in its place, should its job come to nothing for its size. */
  readonly mayHalve?: boolean;
}

/** A Marketo limit that a durable timer waits out. */
export type LimitReached =
  | { readonly answer: 'quotaExhausted'; readonly waitMs: number; readonly message: string }
  | { readonly answer: 'callsExhausted'; readonly waitMs: number; readonly message: string };

export interface ResolveInput {
  readonly request: unknown;
  /** Epoch milliseconds: the scheduled time of the run, else its start. */
  readonly referenceTimeMs: number;
  /** Epoch milliseconds: the first run's start, the same after a reset. */
  readonly startTimeMs: number;
  /** The run that asks. */
  readonly self: ClaimOwner;
  /** Nothing is written: no store id, no dataset. */
  readonly dryRun: boolean;
}

export interface PlanInput {
  readonly run: RunContext;
  /** Also say of every window, in words, what would happen to it: for a dry run. */
  readonly explain: boolean;
}

export interface PlanAnswer {
  /** Windows that need no export. */
  readonly reused: readonly WindowResult[];
  readonly todo: readonly Window[];
  /** Both, in words, ascending; empty unless asked for. */
  readonly windows: readonly PlannedWindow[];
}

export interface FindInput extends WindowInput {
  /** A job of this window may be paid for: what cannot heal by itself is waited for. */
  readonly paid: boolean;
}

export type FindAnswer =
  | { readonly answer: 'published'; readonly result: WindowResult }
  | {
      readonly answer: 'claimed';
      readonly exportId: string;
      readonly generation: number;
      readonly own: boolean;
      /** Another run made the job, although this one may own it by now. */
      readonly adopted?: boolean;
      /** The owner's run is closed, or its workflow of the window, or this is a new one: the job is to be taken over. */
      readonly ownerClosed: boolean;
      readonly ownerWorkflowId: string;
    }
  /** This run was reset, and another workflow of it has taken the window over. */
  | { readonly answer: 'superseded'; readonly byWorkflowId: string }
  | {
      readonly answer: 'nothing';
      readonly generation: number;
      /** Generation of the manifest that is there, stale or due; 0 for none. */
      readonly seenManifest: number;
    };

export interface HeldInput {
  readonly run: RunContext;
  readonly owner: ClaimOwner;
}

export interface HeldWindow extends Window {
  readonly exportId: string;
}

export interface HeldAnswer {
  readonly windows: readonly HeldWindow[];
  /** Workflows that have claimed windows for the run, closed ones included. */
  readonly workflowIds: readonly string[];
}

/** Whether a backfill may buy one more job now. */
export type RoomAnswer =
  | { readonly answer: 'room' }
  | { readonly answer: 'noRoom'; readonly waitMs: number; readonly message: string }
  | LimitReached;

export type CreateAnswer = { readonly answer: 'created'; readonly exportId: string } | LimitReached;

export interface ClaimInput extends WindowInput {
  readonly exportId: string;
  /** The generation that was read before. */
  readonly after: number;
  /** The manifest's generation that was read before; absent: it does not matter. */
  readonly seenManifest?: number;
  /** Takes over the job of a closed run. */
  readonly inherits: boolean;
  /** The claim stands and its job was seen not to be enqueued: only held against what overlaps it. */
  readonly standing?: boolean;
}

export type ClaimAnswer =
  | { readonly answer: 'own'; readonly generation: number }
  | {
      readonly answer: 'another';
      readonly exportId: string;
      readonly generation: number;
      readonly ownerWorkflowId: string;
    }
  | { readonly answer: 'moved' }
  | { readonly answer: 'overlaps'; readonly note: string };

export interface JobInput extends WindowInput {
  readonly exportId: string;
}

export interface StatusInput extends JobInput {
  /** How many times it has been asked since it was enqueued, this time included: for its summary in the Temporal UI. */
  readonly poll?: number;
}

export type EnqueueAnswer =
  | { readonly answer: 'queued' }
  | { readonly answer: 'queueFull'; readonly message: string }
  | { readonly answer: 'gone'; readonly message: string }
  /** The window is not this run's to buy by this job any more: look again. */
  | { readonly answer: 'moved' }
  | LimitReached;

export type StatusAnswer =
  | {
      readonly answer: 'job';
      readonly job: ExportJob;
      /** Marketo's clock. */ readonly nowMs: number;
    }
  | { readonly answer: 'gone'; readonly message: string }
  | LimitReached;

export interface DownloadInput extends JobInput {
  readonly fileSize?: number;
  /** Identifies the window's run in the names of staged files. */
  readonly windowRun: string;
  /** 0: go on from whatever earlier attempts and runs left. Higher: only from this very round's own bytes. */
  readonly round: number;
}

export type DownloadAnswer =
  | { readonly answer: 'staged'; readonly name: string; readonly bytes: number }
  | { readonly answer: 'gone'; readonly message: string }
  | { readonly answer: 'mismatch'; readonly message: string }
  | LimitReached;

export interface VerifyInput extends JobInput {
  readonly name: string;
  /** Bytes that the download stored. */
  readonly bytes: number;
  readonly job: ExportJob;
}

export interface VerifiedFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly records: number;
  readonly columns: readonly string[];
  readonly etag?: string;
  /** What the store has prepared for the publication, in its own words. */
  readonly prepared?: string;
}

export type VerifyAnswer =
  | {
      readonly answer: 'ok';
      readonly file: VerifiedFile;
      /** False when Marketo gave no checksum and only the size could be held against it. */
      readonly checksum: boolean;
      /** False when the counted records differ from Marketo's number. */
      readonly recordsAgree: boolean;
    }
  | { readonly answer: 'mismatch'; readonly message: string }
  | { readonly answer: 'stagingLost' };

export interface PublishInput extends JobInput {
  readonly generation: number;
  readonly name: string;
  readonly job: ExportJob;
  readonly file: VerifiedFile;
  readonly warnings: readonly string[];
}

export type PublishAnswer =
  | { readonly answer: 'published'; readonly result: WindowResult }
  | { readonly answer: 'stagingLost' };

export interface ReleaseInput extends WindowInput {
  readonly after: number;
  readonly reason: string;
}

export interface ReleaseAnswer {
  /** False: another run was faster, and the claim is its own. */
  readonly released: boolean;
  /** A file of the window is there, from an earlier export. Older workers leave it out. */
  readonly published?: boolean;
}

export type CancelAnswer = JobOutcome | LimitReached;

export interface JobOutcome {
  readonly answer: 'outcome';
  readonly outcome: Exclude<CancelOutcome['outcome'], 'noJob'>;
  readonly reason?: string;
}

/** What a window returns to its parent. */
export type WindowOutcome =
  | { readonly outcome: 'published'; readonly result: WindowResult }
  /** Another run's window overlaps: the parent plans again. */
  | { readonly outcome: 'overlaps'; readonly note: string }
  /** Given up: nothing of it is claimed or published. The halves, in the order to export them, are it without a gap. */
  | {
      readonly outcome: 'halved';
      readonly window: Window;
      readonly halves: readonly Window[];
      readonly note: string;
    };
