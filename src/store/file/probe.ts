/** A folder inside the store's own staging, to try the file system by: no reader of the destination looks there. */
import { rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, guarded } from './system-error.ts';

export interface FolderProbe {
  /** Permission bits that a file has got. `path`: absolute. */
  readonly modeOf: (path: string) => Promise<number>;
  /** For this user, on the file system that the folder is on or will be on. */
  readonly freeBytes: () => Promise<number>;
  /** Leaves everything as it was before: folders that were not there are gone again. */
  readonly remove: () => Promise<void>;
}

/** `root`: the folder to be tried out; nothing is in it, or above it, that is not needed. Writes nothing. */
export async function probeFolder(root: string): Promise<FolderProbe> {
  const missing = await guarded('look at', '', () => missingFolders(root));
  return {
    modeOf: (path) => guarded('look at', '', async () => (await stat(path)).mode & 0o777),
    freeBytes: () => guarded('look at the space of', '', () => freeBytes(root)),
    remove: () => guarded('remove what was tried in', '', () => removeAll(root, missing)),
  };
}

/** Of the folder and those above it, deepest first. */
async function missingFolders(folder: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = folder; !(await exists(at)); at = dirname(at)) missing.push(at);
  return missing;
}

async function removeAll(root: string, missing: readonly string[]): Promise<void> {
  // Asked first: on a read-only file system even removing nothing is refused.
  if (await exists(root)) await rm(root, { recursive: true, force: true });
  for (const folder of missing) {
    if (await exists(folder)) await removeIfEmpty(folder);
  }
}

/** Somebody may have begun to work there meanwhile. */
async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  }
}

async function freeBytes(folder: string): Promise<number> {
  const [shallowest = folder] = (await missingFolders(folder)).reverse();
  const { bavail, bsize } = await statfs((await exists(folder)) ? folder : dirname(shallowest));
  return bavail * bsize;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
