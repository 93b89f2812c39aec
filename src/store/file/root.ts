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
  const found = await nearestFolder(root, dirname(path));
  // Every operation asks: a way without any link, the root's own included, needs no second look.
  if (found === undefined || found.real === found.path) return path;
  const realRoot = await realpath(root.path);
  const within = realRoot.endsWith(sep) ? realRoot : realRoot + sep;
  if (found.real !== realRoot && !found.real.startsWith(within)) {
    throw new InvalidKeyError(`A symbolic link leads ${JSON.stringify(key)} out of the store.`);
  }
  return path;
}

/** The folder itself or the lowest one above it that is there; undefined when not even the root is. */
async function nearestFolder(
  root: FileRoot,
  folder: string,
): Promise<{ readonly path: string; readonly real: string } | undefined> {
  for (let at = folder; at.length >= root.path.length; at = dirname(at)) {
    try {
      return { path: at, real: await realpath(at) };
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    if (at === dirname(at)) break;
  }
  return undefined;
}
