/** What the ledger refuses. */

/** The dataset belongs to another query. `differences`: one a line, in words. */
export class DatasetMismatchError extends Error {
  override readonly name = 'DatasetMismatchError';
  readonly dataset: string;
  readonly differences: readonly string[];

  constructor(dataset: string, differences: readonly string[]) {
    super(
      `The dataset "${dataset}" holds the files of another query, and all its files have the same columns and rows ` +
        `of the same kind. Choose another dataset name, or ask for the same:\n` +
        differences.map((difference) => `- ${difference}`).join('\n'),
    );
    this.dataset = dataset;
    this.differences = differences;
  }
}

/** A document of the ledger that cannot be read; nothing is guessed in its stead. */
export class LedgerCorruptError extends Error {
  override readonly name = 'LedgerCorruptError';
  /** Key of the document in the store. */
  readonly key: string;

  constructor(key: string, why: string, cause?: unknown) {
    super(
      `The ledger's ${key} cannot be read: ${why}. Restore it from a backup. If there is none, see "Damaged ` +
        'documents" in docs/ledger.md before you move anything: to remove a claim may have its window paid twice.',
      cause === undefined ? undefined : { cause },
    );
    this.key = key;
  }
}

/** A name of an instance, dataset, export or data file that may not become part of a key. */
export class LedgerNameError extends Error {
  override readonly name = 'LedgerNameError';
}
