/** Files of any size in the file store: read in chunks, moved by renaming, never held in memory. */
import { constants } from 'node:fs';
import { lstat, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder, syncFolder } from './durable.ts';
import { pathOf, pathToRead, type FileRoot } from './root.ts';
import { checkPublicKey, checkStagingKey } from '../keys.ts';
import { errorCode, guarded } from './system-error.ts';
import { StagingLostError } from '../store.ts';

const CHUNK_BYTES = 256 * 1024;

/** Bytes of a file; undefined when there is none. */
export async function fileSize(root: FileRoot, key: string): Promise<number | undefined> {
  const path = await pathToRead(root, key);
  if (path === undefined) return undefined;
  try {
    const found = await lstat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Renaming changes the one time and not the other, a copy keeps the other: the later one tells. */
export async function changedMs(root: FileRoot, key: string): Promise<number | undefined> {
  try {
    const { mtimeMs, ctimeMs } = await lstat(await pathOf(root, key));
    return Math.max(mtimeMs, ctimeMs);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Fails at once when the file is not there; opens it only when it is read, so that nobody leaks a handle. */
export async function readFileChunks(
  root: FileRoot,
  key: string,
): Promise<AsyncIterable<Uint8Array>> {
  const path = await pathOf(root, key);
  await (await openForReading(path)).close();
  return chunksOf(path, key);
}

/**
 * The next chunk is read while the one before is being looked at. Two buffers take turns: new ones would each stay in
 * memory until the collector comes for them, tens of MiB of a big file.
 */
async function* chunksOf(path: string, key: string): AsyncGenerator<Uint8Array> {
  const handle = await guarded('read', key, () => openForReading(path));
  let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let other = Buffer.allocUnsafe(CHUNK_BYTES);
  let next = readChunk(handle, key, buffer);
  try {
    for (;;) {
      const chunk = await next;
      if (chunk.length === 0) return;
      [buffer, other] = [other, buffer];
      next = readChunk(handle, key, buffer);
      next.catch(() => undefined); // told when it is asked for
      yield chunk;
    }
  } finally {
    await next.catch(() => undefined);
    await handle.close();
  }
}

async function readChunk(handle: FileHandle, key: string, buffer: Buffer): Promise<Uint8Array> {
  const { bytesRead } = await guarded('read', key, () => handle.read(buffer, 0, CHUNK_BYTES));
  return buffer.subarray(0, bytesRead);
}

function openForReading(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
}

/** As `readFileChunks`, for a staged file. Throws `StagingLostError`. */
export async function readStaged(root: FileRoot, name: string): Promise<AsyncIterable<Uint8Array>> {
  return lostOnMissing(name, () => readFileChunks(root, checkStagingKey(name)));
}

/** Durable first, then visible, then the name itself durable. */
export async function publishStaged(root: FileRoot, name: string, key: string): Promise<void> {
  const source = await pathOf(root, checkStagingKey(name));
  const target = await pathOf(root, checkPublicKey(key));
  await lostOnMissing(name, () => syncFile(source));
  await makeFolder(root, dirname(target));
  await lostOnMissing(name, () => rename(source, target));
  await syncFolder(dirname(target));
}

/** Removes a staging folder and all in it; absent is fine. */
export async function discardStaged(root: FileRoot, folder: string): Promise<void> {
  await rm(await pathOf(root, checkStagingKey(folder)), { recursive: true, force: true });
}

async function syncFile(path: string): Promise<void> {
  const handle = await openForReading(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function lostOnMissing<T>(name: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new StagingLostError(
      `The staged file ${name} is not there any more: it was published, discarded, or lies in another store.`,
      { cause: error },
    );
  }
}
