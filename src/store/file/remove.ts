/** Removing what nobody names any more, one name at a time: a crash in between leaves the rest as it was. */
import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathOf, type FileRoot } from './root.ts';
import { TEMPORARY } from '../keys.ts';
import { errorCode } from './system-error.ts';

export async function removeFile(root: FileRoot, key: string): Promise<void> {
  await rm(await pathOf(root, key), { force: true });
}

/** The folder of the export goes with its last part; that of the temporary files stays. */
export async function removeStaged(root: FileRoot, key: string): Promise<void> {
  await removeFile(root, key);
  if (key.startsWith(`${TEMPORARY}/`)) return;
  await removeIfEmpty(dirname(await pathOf(root, key)));
}

async function removeIfEmpty(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}
