/** Error codes of the file system in words: why it failed and what to do. */
import type { Remedy } from '../store-error.ts';

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
/** The worst case, and what an error of an unknown code is taken for. */
export const DISK_FAULT: Remedy = {
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

/** By system error code. */
export const REMEDIES: Readonly<Record<string, Remedy>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EROFS: {
    why: 'the file system is mounted read-only',
    remedy: 'Mount it writable.',
    retryable: true,
  },
  EACCES: DENIED,
  EPERM: DENIED,
  EIO: DISK_FAULT,
  ESTALE: DISK_FAULT,
  ENODEV: DISK_FAULT,
  EBUSY: DISK_FAULT,
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
  ELOOP: {
    why: 'a symbolic link lies in its place, and the store follows none',
    remedy: 'Replace the link by the file itself, or make the destination the folder it leads to.',
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
