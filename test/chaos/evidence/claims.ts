/** Every claim that was ever written: nothing of a series is deleted. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ClaimFacts } from '../evidence.ts';

export async function readClaims(storeFolder: string): Promise<ClaimFacts[]> {
  const entries = await readdir(storeFolder, { recursive: true, withFileTypes: true });
  const documents = entries.filter(
    (entry) => entry.isFile() && basename(dirname(entry.parentPath)) === '.claims',
  );
  return Promise.all(
    documents.map(async ({ name, parentPath }) => {
      const text = await readFile(join(parentPath, name), 'utf8');
      const claim = JSON.parse(text) as Omit<ClaimFacts, 'series' | 'atMs'> & { at: string };
      return { ...claim, series: parentPath, atMs: Date.parse(claim.at) };
    }),
  );
}
