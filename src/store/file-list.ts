/** Listing of a file store: keys of regular files, as a bucket would list them. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { pathOf, type FileRoot } from './file-root.ts';
import { fileSize } from './file-bytes.ts';
import { isHidden, isSegment, STAGING } from './keys.ts';
import { errorCode } from './store-error.ts';
import type { StagedPart } from './store.ts';

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

/** The parts of every export that is staged below `folder`, sorted by key. One that goes meanwhile is left out. */
export async function listStagedParts(root: FileRoot, folder: string): Promise<StagedPart[]> {
  const staging = `${folder}/${STAGING}/`;
  const parts: StagedPart[] = [];
  for (const entry of await entriesOf(root, staging)) {
    if (!entry.isDirectory() || !isSegment(entry.name)) continue;
    for (const { name } of await entriesOf(root, `${staging}${entry.name}/`)) {
      const key = `${staging}${entry.name}/${name}`;
      const bytes = isSegment(name) ? await fileSize(root, key) : undefined;
      if (bytes !== undefined) parts.push({ key, bytes });
    }
  }
  return parts.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** None when the folder is not there, or was removed a moment ago. */
async function entriesOf(root: FileRoot, folder: string): Promise<Dirent[]> {
  const path = await pathOf(root, `${folder}.`);
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
