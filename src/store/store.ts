/**
 * The port for bytes: everything that disk and bucket have in common (design §5). Keys are relative, `/`-separated,
 * confined to the store's root. The conformance suite `test/conformance/store/store.suite.ts` is its specification.
 */
export interface Store {
  /** `file:///srv/exports` or `s3://bucket/prefix`, without a trailing slash. */
  readonly uri: string;
  /** Full URI of a key. */
  uriOf(key: string): string;

  /**
   * An id that tells two folders or buckets apart. The first call on an empty store writes it;
   * with `create: false` nothing is written and the answer may be undefined.
   */
  identity(options: { readonly create: boolean }): Promise<string | undefined>;

  // --- small documents ---
  read(key: string): Promise<Uint8Array | undefined>;
  /** Writes whole or not at all. False: the key exists already, and nothing was changed. Exactly one racer wins. */
  putIfAbsent(key: string, body: Uint8Array): Promise<boolean>;
  /**
   * Replaces a document that carries an ascending number. False: what is stored is of the same or a higher generation.
   * Whatever the racers, the highest generation stays.
   */
  replaceIfNewer(key: string, body: Uint8Array, generation: number): Promise<boolean>;
  /** All keys that start with `prefix`, sorted; staging and bookkeeping of the store itself are left out. */
  list(prefix: string): Promise<readonly string[]>;
  /** Names of the folders directly below `folder`, sorted, however much lies in them; one may be empty. Left out is what `list` leaves out. */
  folders(folder: string): Promise<readonly string[]>;

  // --- published files ---
  /** Bytes; undefined when there is no such file. */
  size(key: string): Promise<number | undefined>;
  /** The bytes of a published file. A chunk may be overwritten when the next one is asked for. */
  openRead(key: string): Promise<AsyncIterable<Uint8Array>>;
  /**
   * When the document or file came under its name or was changed there, by the store's clock, in epoch milliseconds;
   * undefined when there is none. A file that was staged for days and published now is new.
   */
  changedMs(key: string): Promise<number | undefined>;
  /** Removes a published file; absent is fine. A crash may bring it back. */
  remove(key: string): Promise<void>;

  // --- transfers ---
  /**
   * Opens a staged file for this attempt, which begins with the longest durable prefix that any earlier attempt left in
   * the folder. Parts longer than `maxBytes` are passed over. Earlier parts of the same `run` are removed, foreign ones
   * are left alone. Attempts that are alive at once may share one staged file only where none can take bytes from another.
   */
  openStage(place: StagePlace, options: OpenStageOptions): Promise<StagedFile>;
  /** Reads back what is stored of a finished staged file. Throws `StagingLostError` when it is not there. */
  readStage(name: string): Promise<StagedRead>;
  /**
   * Begins to publish a finished staged file while it is still being read back. Nothing shows under `key` until
   * `publishStage` is handed what `made` tells. Undefined: this store has nothing to gain.
   */
  preparePublish(
    staged: StagedSource,
    key: string,
    options: PrepareOptions,
  ): PublishPreparation | undefined;
  /** Takes back what was prepared for `key`, by whichever attempt; absent is fine. What is published there stays. */
  discardPrepared(key: string): Promise<void>;
  /**
   * Moves the finished staged file, made durable first, to `key`; replaces nothing but itself. Throws `StagingLostError`,
   * also when it is not the one any more that `etag` names.
   */
  publishStage(name: string, key: string, facts?: PublishedFacts): Promise<void>;
  /** Removes a whole staging folder; absent is fine. */
  discardStage(folder: string): Promise<void>;
  /** What is staged now under `<folder>/.staging/<export>/`, for every export, sorted by key. */
  listStaged(folder: string): Promise<readonly StagedPart[]>;
  /** What writers have in hand outside of staging at this moment, or left when they were killed. */
  listTemporary(): Promise<readonly StagedPart[]>;
  /** Removes one that `listStaged` or `listTemporary` names; absent is fine. No other part is touched. */
  removeStaged(key: string): Promise<void>;
}

export interface StagedPart {
  readonly key: string;
  readonly bytes: number;
  /** When it was last written to, by the store's clock, in epoch milliseconds. */
  readonly changedMs: number;
}

/** Where attempts of one export stage their bytes. */
export interface StagePlace {
  /** Key of the folder, `<instance>/<dataset>/.staging/<exportId>`. */
  readonly folder: string;
  /** Id of the window run that the attempt belongs to: letters, digits, `-`. */
  readonly run: string;
}

export interface OpenStageOptions {
  /** Whose parts may be gone on from: those of every run, or only those of the same `run`. */
  readonly resumeFrom: 'anyRun' | 'sameRun';
  readonly maxBytes?: number;
}

/** An append-only file. All attempts of an export append the same bytes. */
export interface StagedFile {
  /** Key of the staged file, to be handed to `readStage` and `publishStage`, from any process. */
  readonly name: string;
  /** Bytes that were already there when it was opened: where the download goes on. */
  readonly resumedBytes: number;
  /** Resolves when the chunk may be reused; rejects on a full disk. */
  append(chunk: Uint8Array): Promise<void>;
  /** Bytes that a crash of this process would not take back. */
  durableBytes(): number;
  /** All bytes are in: makes them durable and readable by `readStage`. Nothing may be appended after it. */
  finish(): Promise<void>;
  /** Lets go of it. Call it once, also after a failed append. What is not durable yet may be lost. */
  close(): Promise<void>;
}

/** What the published file is known by. */
export interface PublishedFacts {
  /** As `readStage` told it. */
  readonly etag?: string;
  /** A store may keep the words beside the file; none needs to. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** As a preparation with the same `etag` and `metadata` told it, whose words count. Publishing does without one that fails. */
  readonly prepared?: string;
}

/** A finished staged file that is being read back. */
export interface StagedSource {
  readonly name: string;
  readonly bytes: number;
  /** As `readStage` told it. */
  readonly etag: string;
}

export interface PrepareOptions {
  readonly metadata: Readonly<Record<string, string>>;
  /** Ends the preparation, and takes it back. */
  readonly signal: AbortSignal;
}

export interface PublishPreparation {
  /** For `publishStage`, in any process. Rejects with what stood in the way of it, or with the abort's reason. */
  readonly made: Promise<string>;
  /** Ends it and takes it back, within some seconds. Never rejects: what stays all the same is what `listTemporary` shows. */
  discard(): Promise<void>;
}

export interface StagedRead {
  /** A chunk may be overwritten when the next one is asked for. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly etag?: string;
}

export class StagingLostError extends Error {
  override readonly name = 'StagingLostError';
}

/** A key that leaves the root or has characters outside `[A-Za-z0-9._-]` in a segment. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
}
