/** Steps on a POSIX file system that survive a crash once they have returned. */
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TEMPORARY } from '../keys.ts';
import type { FileRoot } from './root.ts';
import { errorCode } from './system-error.ts';

/** 16 hex digits that no other process draws. */
export function nonce(): string {
  return randomBytes(8).toString('hex');
}

/** Makes a folder and its parents, each recorded in the one above it. */
export async function makeFolder(root: FileRoot, path: string): Promise<void> {
  const first = await makeMissing(path, root.folderMode);
  if (first === undefined) return;
  for (let at = path; at.length >= first.length; at = dirname(at)) {
    // The umask may have taken bits away that the setting asks for.
    await chmod(at, root.folderMode);
    await syncFolder(dirname(at));
  }
}

/**
 * The topmost folder that was made; undefined when all were there. By hand, because Node's recursive `mkdir` says ENOENT
 * for whatever stops it: a full disk would be told as one that is not mounted.
 */
async function makeMissing(path: string, mode: number): Promise<string | undefined> {
  if (await isMade(path, mode)) return path;
  if (await isFolder(path)) return undefined;
  const first = await makeMissing(dirname(path), mode);
  return (await isMade(path, mode)) ? (first ?? path) : first;
}

/** False: it is there, or its parent is not. */
async function isMade(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || (await isFolder(path))) return false;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // whoever needs it to be one fails with the reason
  }
}

/** File systems that cannot sync a folder: FUSE and network ones. They make names durable by themselves or not at all. */
const CANNOT_SYNC_FOLDERS = new Set(['EINVAL', 'ENOTSUP', 'EISDIR']);

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!CANNOT_SYNC_FOLDERS.has(errorCode(error) ?? '')) throw error;
  }
}

/** Opens a new file of the store's mode, whatever the umask. */
export async function createFile(
  root: FileRoot,
  path: string,
  flags: number | string,
): Promise<FileHandle> {
  const handle = await open(path, flags, root.fileMode);
  try {
    const { mode } = await handle.stat();
    if ((mode & 0o777) !== root.fileMode) await handle.chmod(root.fileMode);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Writes a temporary file whole and durably, hands it to `use`, and removes its name whatever comes. */
export async function withTemporary<T>(
  root: FileRoot,
  body: Uint8Array,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const path = join(root.path, TEMPORARY, `${process.pid}-${nonce()}.tmp`);
  try {
    const handle = await createInFolder(root, path);
    try {
      await handle.writeFile(body);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** The folder is there but for the first time, and when somebody has tidied up. */
async function createInFolder(root: FileRoot, path: string): Promise<FileHandle> {
  try {
    return await createFile(root, path, 'wx');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    await makeFolder(root, dirname(path));
    return await createFile(root, path, 'wx');
  }
}

/** Gives a finished file a second name unless that name is taken. True: this call made it. */
export async function linkIfAbsent(finished: string, path: string): Promise<boolean> {
  try {
    await link(finished, path);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    // NFS: when the answer to a link was lost, the repeated call says EEXIST although this process made it.
    return (await stat(finished)).nlink > 1;
  }
}
