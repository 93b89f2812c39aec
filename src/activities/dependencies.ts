/** What the activities work on: one member for each outside system, handed in by the composition root. */
import type { SearchAttribute } from '../client/search-attributes.ts';
import type { Policy } from '../interface/resolved.ts';
import type { Claim, ClaimOwner, Ledger } from '../ledger/types.ts';
import type { MarketoInstances } from '../marketo/instances.ts';
import type { Store } from '../store/store.ts';

export interface Dependencies {
  readonly marketo: MarketoInstances;
  readonly store: Store;
  readonly ledger: Ledger;
  /** The only store that runs may begin on; undefined: whatever is there, or a new one. */
  readonly expectedStoreId?: string | undefined;
  readonly policy: Policy;
  readonly runs: RunDirectory;
  /** Told of the bytes of downloads; absent: nobody counts them. */
  readonly transfers?: TransferObserver;
  /** Named in `WrongStore` and `UnknownInstance`, so that an operator can tell two workers apart. */
  readonly hostName: string;
  readonly productVersion: string;
}

/** `instance`: the Marketo instance that the file is of. */
export interface TransferObserver {
  /** Bytes that an earlier attempt had staged. */
  resumed(instance: string, bytes: number): void;
  /** Bytes that came from Marketo and were staged since the last call. */
  received(instance: string, bytes: number): void;
}

/** What activities ask of Temporal: which runs are still going, and what runs can be listed by. */
export interface RunDirectory {
  /** What the namespace has of the product's search attributes. Throws when Temporal does not tell. */
  searchAttributes(): Promise<readonly SearchAttribute[]>;
  /** True when the owner's chain of runs is closed, or the workflow of the window that it claimed. */
  isClosed(claim: Pick<Claim, 'owner' | 'windowWorkflowId'>): Promise<boolean>;
  /** True when the workflow `other` began after `workflowId` did. */
  isLater(other: string, workflowId: string): Promise<boolean>;
  /** True when the owner's chain of runs is closed, or is being cancelled. */
  isEnding(owner: ClaimOwner): Promise<boolean>;
  /**
   * The refresh instant to go on from, for what was exported anew since must not be bought a second time: of the run that
   * this one took the place of by a reset, else of the last earlier run of the same workflow id and request (`of`, a
   * digest), when that run ended without having completed.
   */
  unfinishedRefresh(run: ClaimOwner, of: string): Promise<string | undefined>;
}
