/** The folder of a file store: where keys become paths, and nothing leaves it. */
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { InvalidKeyError } from '../store.ts';
import { errorCode } from './system-error.ts';

export interface FileRoot {
  /** Absolute path. */
  readonly path: string;
  readonly fileMode: number;
  readonly folderMode: number;
}

/** Throws `RangeError` on a path that is not absolute or modes by which the owner could not work. */
export function createFileRoot(path: string, fileMode: number): FileRoot {
  if (!isAbsolute(path)) {
    throw new RangeError(`The root of a file store is an absolute path, got ${path}`);
  }
  if (!Number.isInteger(fileMode) || fileMode > 0o777 || (fileMode & 0o600) !== 0o600) {
    throw new RangeError(
      `A file mode is between 0o600 and 0o777 and lets the owner read and write, got ${fileMode.toString(8)}`,
    );
  }
  // Who may read a file may look into its folder.
  return { path: resolve(path), fileMode, folderMode: fileMode | ((fileMode & 0o444) >> 2) };
}

/** Path of a key that has been checked. Throws `InvalidKeyError` when a symbolic link leads out of the root. */
export async function pathOf(root: FileRoot, key: string): Promise<string> {
  const path = join(root.path, key);
  if (liesInRoot(root, path)) return path;
  const found = await nearestFolder(root, dirname(path));
  if (found !== undefined) await requireInside(root, key, found);
  return path;
}

/** As `pathOf`, of what is only to be read; undefined when the folder that it would lie in is not there. */
export async function pathToRead(root: FileRoot, key: string): Promise<string | undefined> {
  const path = join(root.path, key);
  if (liesInRoot(root, path)) return path;
  const folder = await realFolder(dirname(path));
  if (folder === undefined) return undefined;
  await requireInside(root, key, folder);
  return path;
}

/** Directly, or is the root: then no folder is on the way that could be a link. */
function liesInRoot(root: FileRoot, path: string): boolean {
  return dirname(path).length <= root.path.length;
}

interface Folder {
  readonly path: string;
  /** Without symbolic links. */
  readonly real: string;
}

async function requireInside(root: FileRoot, key: string, found: Folder): Promise<void> {
  // Every operation asks: a way without any link, the root's own included, needs no second look.
  if (found.real === found.path) return;
  const realRoot = await realpath(root.path);
  const within = realRoot.endsWith(sep) ? realRoot : realRoot + sep;
  if (found.real !== realRoot && !found.real.startsWith(within)) {
    throw new InvalidKeyError(`A symbolic link leads ${JSON.stringify(key)} out of the store.`);
  }
}

/** The folder itself or the lowest one above it that is there; undefined when not even the root is. */
async function nearestFolder(root: FileRoot, folder: string): Promise<Folder | undefined> {
  for (let at = folder; at.length >= root.path.length; at = dirname(at)) {
    const found = await realFolder(at);
    if (found !== undefined) return found;
    if (at === dirname(at)) break;
  }
  return undefined;
}

async function realFolder(path: string): Promise<Folder | undefined> {
  try {
    return { path, real: await realpath(path) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
