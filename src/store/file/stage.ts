/** Staged files of the file store: one per attempt, append-only, resumed by copying what an earlier attempt left. */
import { constants } from 'node:fs';
import { copyFile, readdir, rm, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createFile, makeFolder, nonce, syncFolder } from './durable.ts';
import { pathOf, type FileRoot } from './root.ts';
import { createFileStage } from './stage-writer.ts';
import { checkRun, checkStagingKey } from '../keys.ts';
import { errorCode } from './system-error.ts';
import type { OpenStageOptions, StagedFile, StagePlace } from '../store.ts';

interface Part {
  readonly run: string;
  readonly path: string;
  readonly bytes: number;
}

/** `<run>-<nonce>.part`; the nonce has no `-`, so that run `a` never takes a part of run `a-b` for its own. */
export const PART = /^([A-Za-z0-9-]+)-[0-9a-f]{16}\.part$/;

export async function openFileStage(
  root: FileRoot,
  place: StagePlace,
  options: OpenStageOptions,
): Promise<StagedFile> {
  const name = `${checkRun(place.run)}-${nonce()}.part`;
  const key = checkStagingKey(`${place.folder}/${name}`);
  const path = await pathOf(root, key);
  const folder = join(path, '..');
  await makeFolder(root, folder);
  // Seen before this attempt's own file exists: a newer attempt's file can never be among the ones removed below.
  const earlier = await partsIn(folder);
  const handle = await openOwn(root, path, usable(earlier, place, options));
  try {
    const { size } = await handle.stat();
    if (size > 0) await handle.sync();
    await syncFolder(folder);
    // Only now that this attempt holds all of it durably may the older ones go.
    for (const part of earlier) {
      if (part.run === place.run) await rm(part.path, { force: true });
    }
    return createFileStage(handle, key, size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Opens this attempt's own file, which begins with the longest part that can still be read. */
async function openOwn(
  root: FileRoot,
  path: string,
  sources: readonly Part[],
): Promise<FileHandle> {
  for (const source of sources) {
    const handle = await copyPrefix(root, source, path);
    if (handle !== undefined) return handle;
  }
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
  return createFile(root, path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL);
}

/** Longest first. */
function usable(
  parts: readonly Part[],
  place: StagePlace,
  { resumeFrom, maxBytes = Infinity }: OpenStageOptions,
): Part[] {
  return parts
    .filter(({ run }) => resumeFrom === 'anyRun' || run === place.run)
    .filter(({ bytes }) => bytes > 0 && bytes <= maxBytes)
    .sort((a, b) => b.bytes - a.bytes);
}

async function partsIn(folder: string): Promise<Part[]> {
  const parts: Part[] = [];
  for (const name of await readdir(folder)) {
    const run = PART.exec(name)?.[1];
    const path = join(folder, name);
    const bytes = run === undefined ? undefined : await sizeOf(path);
    if (run !== undefined && bytes !== undefined) parts.push({ run, path, bytes });
  }
  return parts;
}

/**
 * A stale attempt may still be appending to the source: what has been measured is whole, since parts only grow, and
 * what was copied beyond is cut off. Undefined: the source was published or removed meanwhile.
 */
async function copyPrefix(
  root: FileRoot,
  source: Part,
  path: string,
): Promise<FileHandle | undefined> {
  try {
    await copyFile(source.path, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await truncate(path, Math.min(source.bytes, (await stat(path)).size));
    return await createFile(root, path, constants.O_WRONLY | constants.O_APPEND);
  } catch (error) {
    await rm(path, { force: true });
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
