/** A file of Marketo on this disk: written beside its place, read back, and put there when it is right. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileSink } from '../../transfer/fetch-file.ts';
import { UsageError } from '../exit-code.ts';

/** Owner only: the files hold personal data. */
const MODE = 0o600;

/** `to`, or a file named after the job when that is a folder. Refuses what is there, and folders that are not. */
export async function placeFor(to: string, fileName: string, replace: boolean): Promise<string> {
  if (to === '') throw new UsageError('--file is empty. Name a file, or a folder to put it into.');
  const path = (await kindOf(to)) === 'folder' ? join(to, fileName) : to;
  if ((await kindOf(dirname(path))) !== 'folder') {
    throw new UsageError(`--file: there is no folder ${dirname(path)}; make it first.`);
  }
  const kind = await kindOf(path);
  if (kind === 'other' || kind === 'folder') throw new UsageError(`--file: ${path} is no file.`);
  if (kind === 'file' && !replace) {
    throw new UsageError(`--file: ${path} is there already; name another file, or add --force.`);
  }
  return path;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | 'none'> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'other';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'none';
    throw new UsageError(`--file: ${path} cannot be used: ${String(error)}`, { cause: error });
  }
}

export interface PartialFile extends FileSink {
  readonly path: string;
  close(): Promise<void>;
}

/** What an earlier fetch of the same job left, or an empty file. More than `maxBytes` cannot be of it, and is thrown away. */
export async function openPartial(
  path: string,
  maxBytes: number | undefined,
): Promise<PartialFile> {
  const handle = await open(path, 'a', MODE);
  let { size } = await handle.stat();
  if (maxBytes !== undefined && size > maxBytes) {
    await handle.truncate(0);
    size = 0;
  }
  return {
    path,
    resumedBytes: size,
    append: (chunk) => handle.appendFile(chunk),
    close: async () => {
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}

/** What is on the disk, not what was thought to be written. */
export async function readBack(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** In one step: nobody ever sees a half file under its name, and without `replace` nothing is lost. */
export async function putInPlace(partial: string, path: string, replace: boolean): Promise<void> {
  if (replace) {
    await rename(partial, path);
    return;
  }
  try {
    await link(partial, path);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
    throw new UsageError(
      `--file: ${path} has appeared meanwhile; name another file, or add --force.`,
    );
  }
  await rm(partial);
}
