/** A fault of the disk or the bucket below a store, in words that say what to do. */
import { InvalidKeyError, StagingLostError } from './store.ts';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** The system's own code (`ENOSPC`, `EACCES`, …), or `CORRUPT` for a store id that cannot be read. */
  readonly code: string;
  /** The key at which it happened, relative to the store's root; `.` for the root itself. */
  readonly path: string;
  /** True when somebody can heal it from outside and the very same step then succeeds. */
  readonly retryable: boolean;

  constructor(
    message: string,
    facts: { code: string; path: string; retryable: boolean; cause?: unknown },
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.path = facts.path;
    this.retryable = facts.retryable;
  }
}

interface Remedy {
  readonly why: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

const FULL: Remedy = {
  why: 'there is no space left',
  remedy: 'Free some space or enlarge the volume; a transfer goes on where it stopped.',
  retryable: true,
};
const DENIED: Remedy = {
  why: 'the worker may not do that',
  remedy: 'Give the worker’s user read and write access to the folder.',
  retryable: true,
};
const DISK: Remedy = {
  why: 'the disk or its mount failed',
  remedy: 'Check the volume and its mount.',
  retryable: true,
};
const HANDLES: Remedy = {
  why: 'too many files are open',
  remedy: 'Raise the limit of open files (ulimit -n) of the worker.',
  retryable: true,
};
const NO_LINKS: Remedy = {
  why: 'the file system cannot make hard links here, which the store needs to let exactly one writer win',
  remedy: 'Put the whole destination on one file system with hard links (ext4, XFS, APFS, NFS).',
  retryable: false,
};

const REMEDIES: Readonly<Record<string, Remedy>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EROFS: {
    why: 'the file system is mounted read-only',
    remedy: 'Mount it writable.',
    retryable: true,
  },
  EACCES: DENIED,
  EPERM: DENIED,
  EIO: DISK,
  ESTALE: DISK,
  ENODEV: DISK,
  EBUSY: DISK,
  EMFILE: HANDLES,
  ENFILE: HANDLES,
  EXDEV: NO_LINKS,
  ENOTSUP: NO_LINKS,
  EOPNOTSUPP: NO_LINKS,
  ENOSYS: NO_LINKS,
  EMLINK: NO_LINKS,
  ENOTDIR: {
    why: 'a file lies where a folder should be',
    remedy: 'Move that file away.',
    retryable: false,
  },
  EISDIR: {
    why: 'a folder lies where a file should be',
    remedy: 'Move that folder away.',
    retryable: false,
  },
  ENAMETOOLONG: {
    why: 'the name is too long for the file system',
    remedy: 'Choose shorter names for instance and dataset, or a destination higher up.',
    retryable: false,
  },
  EFBIG: {
    why: 'the file is larger than the file system or the worker’s limit allows',
    remedy: 'Raise the limit, or ask for smaller windows.',
    retryable: false,
  },
  ENOENT: {
    why: 'it is not there',
    remedy: 'Check that the destination is mounted and that nobody removes files below it.',
    retryable: true,
  },
};

/** The code of a system error (`ENOENT`), undefined for any other value. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Runs a step; a system error comes out as a `StoreError` that names the key and no path of the machine. */
export async function guarded<T>(what: string, key: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw asStoreError(what, key, error);
  }
}

function asStoreError(what: string, key: string, error: unknown): unknown {
  const code = errorCode(error);
  const known =
    error instanceof StoreError ||
    error instanceof InvalidKeyError ||
    error instanceof StagingLostError;
  if (known || code === undefined) return error;
  const { why, remedy, retryable } = REMEDIES[code] ?? { ...DISK, why: `the system said ${code}` };
  const path = key === '' ? '.' : key;
  return new StoreError(`Could not ${what} ${path}: ${why} (${code}). ${remedy}`, {
    code,
    path,
    retryable,
    cause: error,
  });
}
