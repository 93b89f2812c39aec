import { accessSync, constants, statfsSync } from 'node:fs';

/** Where Linux has one. */
const SHARED_MEMORY = '/dev/shm';

/** Far more than unit tests write, and as much as `doctor` wants free. */
const LEAST_BYTES = 2 ** 30;

/**
 * For temporary folders of tests that ask nothing of a disk: a store syncs all that it writes, which a disk takes its time for
 * and memory does not. Undefined where a process may not write there or finds little room, as in many a container.
 */
export function folderInMemory(): string | undefined {
  try {
    accessSync(SHARED_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    return bavail * bsize >= LEAST_BYTES ? SHARED_MEMORY : undefined;
  } catch {
    return undefined;
  }
}
