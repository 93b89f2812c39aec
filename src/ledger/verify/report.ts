/** What a check of a destination finds. All JSON; the members are read by scripts (`verify --output json`). */
import type { WindowText } from '../../domain/windows.ts';
import type { ClaimOwner, DatasetRef } from '../types.ts';

/** Each is a promise of the ledger that is broken. */
export type BreachKind =
  | 'datasetMissing'
  | 'datasetUnreadable'
  | 'manifestUnreadable'
  | 'manifestMisplaced'
  | 'queryDiffers'
  | 'fileMissing'
  | 'fileUnreadable'
  | 'sizeDiffers'
  | 'checksumDiffers'
  | 'recordsDiffer'
  | 'windowsOverlap'
  | 'claimUnreadable';

export interface Breach {
  readonly kind: BreachKind;
  /** Key of the document or file in the destination. */
  readonly key: string;
  readonly message: string;
}

/** A job that may still deliver its window. */
export interface LiveClaimNote {
  readonly window: WindowText;
  readonly exportId: string;
  readonly generation: number;
  readonly owner: ClaimOwner;
  readonly at: string;
}

/** Exported before it had settled: a request from `settledAt` on exports it once more. */
export interface ProvisionalNote {
  readonly window: WindowText;
  readonly exportId: string;
  readonly settledAt: string;
}

/** A data file that no manifest names: superseded, or about to be published, or left by a crash. */
export interface UnnamedFileNote {
  readonly key: string;
  readonly bytes: number;
  readonly why: 'superseded' | 'claimed' | 'unknown';
}

/** What is staged of one export. */
export interface StagedNote {
  readonly exportId: string;
  readonly files: number;
  readonly bytes: number;
  /** A live claim names the export: a run may be downloading it. */
  readonly claimed: boolean;
}

/** One dataset; whole when it has no breach. Sums are of what its manifests say. */
export interface DatasetReport extends DatasetRef {
  readonly windows: number;
  readonly records: number;
  readonly bytes: number;
  readonly breaches: readonly Breach[];
  readonly liveClaims: readonly LiveClaimNote[];
  readonly provisional: readonly ProvisionalNote[];
  readonly unnamedFiles: readonly UnnamedFileNote[];
  readonly staged: readonly StagedNote[];
}
