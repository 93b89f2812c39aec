/** Where a chaos run keeps its files: the workers see it through trouble, who judges without. */
import type { Store } from '../../src/store/store.ts';
import type { Moment } from './check/bytes.ts';

export interface Storage extends AsyncDisposable {
  /** Variables for the workers, secrets included. */
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** Keys of all that is stored, hidden names included, in any order. Read by other means than the product's. */
  list(): Promise<string[]>;
  read(key: string): Promise<Buffer | undefined>;
  /** The product's view of it. */
  openStore(): Promise<Store>;
  /** Gone for so long; false where there is no server that could go. */
  restart(downMs: number): Promise<boolean>;
  /** Nothing is spoilt from now on. */
  heal(): void;
  /** How often each kind of fault has struck. */
  readonly struck: Readonly<Record<string, number>>;
  /** When something was spoilt, by Marketo's clock, for whom a download may have begun anew. */
  readonly moments: readonly Moment[];
}

export interface StorageOptions {
  readonly seed: number;
  /** A folder of its own that the caller removes. */
  readonly folder: string;
  /** Marketo's clock. */
  readonly now: () => string;
}
