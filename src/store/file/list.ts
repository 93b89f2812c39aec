/** Listing of a file store: keys of regular files, as a bucket would list them. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { pathToRead, type FileRoot } from './root.ts';
import { changedMs, fileSize } from './bytes.ts';
import { PART } from './stage.ts';
import { isHidden, isSegment, STAGING, TEMPORARY } from '../keys.ts';
import { errorCode } from './system-error.ts';
import type { StagedPart } from '../store.ts';

/** All keys that start with `prefix`, sorted by their bytes. */
export async function listKeys(root: FileRoot, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  const folders = [prefix.slice(0, prefix.lastIndexOf('/') + 1)];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await entriesOf(root, folder)) {
      const key = folder + entry.name;
      if (!isSegment(entry.name) || isHidden(key)) continue;
      if (entry.isFile() && key.startsWith(prefix)) keys.push(key);
      const leads = `${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`);
      if (entry.isDirectory() && leads) folders.push(`${key}/`);
    }
  }
  return keys.sort();
}

/** Names of the folders directly below `folder`, sorted. One call of the system, whatever lies in them. */
export async function listFolders(root: FileRoot, folder: string): Promise<string[]> {
  return (await entriesOf(root, `${folder}/`))
    .filter((entry) => entry.isDirectory() && isSegment(entry.name))
    .map(({ name }) => name)
    .filter((name) => !isHidden(`${folder}/${name}`))
    .sort();
}

/** The parts of every export that is staged below `folder`, sorted by key. One that goes meanwhile is left out. */
export async function listStagedParts(root: FileRoot, folder: string): Promise<StagedPart[]> {
  const staging = `${folder}/${STAGING}/`;
  const parts: StagedPart[] = [];
  for (const entry of await entriesOf(root, staging)) {
    if (!entry.isDirectory() || !isSegment(entry.name)) continue;
    parts.push(...(await filesIn(root, `${staging}${entry.name}/`, PART)));
  }
  return parts.sort(byKey);
}

/** `<process>-<nonce>.tmp`, as `withTemporary` names them. */
const TEMPORARY_FILE = /^\d+-[0-9a-f]{16}\.tmp$/;

/** Documents that are being written, or were when their writer was killed, sorted by key. */
export async function listTemporary(root: FileRoot): Promise<StagedPart[]> {
  return (await filesIn(root, `${TEMPORARY}/`, TEMPORARY_FILE)).sort(byKey);
}

/** Whatever has another name is not the store's. */
async function filesIn(root: FileRoot, folder: string, name: RegExp): Promise<StagedPart[]> {
  const parts: StagedPart[] = [];
  for (const entry of await entriesOf(root, folder)) {
    if (!entry.isFile() || !name.test(entry.name)) continue;
    const key = `${folder}${entry.name}`;
    const [bytes, changed] = [await fileSize(root, key), await changedMs(root, key)];
    if (bytes !== undefined && changed !== undefined)
      parts.push({ key, bytes, changedMs: changed });
  }
  return parts;
}

function byKey(a: StagedPart, b: StagedPart): number {
  return a.key < b.key ? -1 : 1;
}

/** None when the folder is not there, or was removed a moment ago. */
async function entriesOf(root: FileRoot, folder: string): Promise<Dirent[]> {
  const path = await pathToRead(root, `${folder}.`);
  if (path === undefined) return [];
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
