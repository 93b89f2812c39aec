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
  const folder = await nearestRealFolder(root, dirname(path));
  if (folder === undefined) return path;
  const realRoot = await realpath(root.path);
  if (
    folder !== realRoot &&
    !folder.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)
  ) {
    throw new InvalidKeyError(`A symbolic link leads ${JSON.stringify(key)} out of the store.`);
  }
  return path;
}

/** Undefined when not even the root is there. */
async function nearestRealFolder(root: FileRoot, folder: string): Promise<string | undefined> {
  for (let at = folder; at.length >= root.path.length; at = dirname(at)) {
    try {
      return await realpath(at);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    if (at === dirname(at)) break;
  }
  return undefined;
}
