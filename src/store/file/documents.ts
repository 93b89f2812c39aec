/** Small documents of the file store: written whole or not at all, exactly one winner. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { linkIfAbsent, makeFolder, syncFolder, withTemporary } from './durable.ts';
import { pathOf, pathToRead, type FileRoot } from './root.ts';
import { errorCode } from './system-error.ts';

/** Undefined when there is no such document. */
export async function readDocument(root: FileRoot, key: string): Promise<Uint8Array | undefined> {
  const path = await pathToRead(root, key);
  return path === undefined ? undefined : await readPath(path);
}

/** Undefined when there is no such file. A symbolic link in its place is not followed: ELOOP. */
export async function readPath(path: string): Promise<Uint8Array | undefined> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A hard link of a finished file: the name appears with its whole content or, for the loser, not at all. */
export async function putDocumentIfAbsent(
  root: FileRoot,
  key: string,
  body: Uint8Array,
): Promise<boolean> {
  const path = await pathOf(root, key);
  const folder = dirname(path);
  await makeFolder(root, folder);
  const won = await withTemporary(root, body, (finished) => linkIfAbsent(finished, path));
  // The loser syncs too: it goes on by what the winner wrote.
  await syncFolder(folder);
  return won;
}
