import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { openStore } from '../../../src/store/open-store.ts';
import type { Storage, StorageOptions } from '../storage.ts';

/** Nothing of it is spoilt: how disks fail is tested on real ones (`test/resilience/storage.test.ts`). */
export async function openFolderStorage({ folder }: StorageOptions): Promise<Storage> {
  const root = join(folder, 'store');
  await mkdir(root);
  return {
    env: { EXTRACT_DESTINATION: `file:${root}` },
    secrets: [],
    list: async () => {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => relative(root, join(parentPath, name)));
    },
    read: (key) => readFile(join(root, key)).catch(() => undefined),
    openStore: () => openStore({ kind: 'file', root }),
    restart: () => Promise.resolve(false),
    heal: () => undefined,
    struck: {},
    moments: [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
