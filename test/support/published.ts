/** What lies under published names in a file store, checked against its manifests. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

export interface PublishedWindow {
  readonly window: { readonly startAt: string; readonly endAt: string };
  readonly exportId: string;
  readonly final: boolean;
  readonly file: string;
}

/** Every manifest below `folder`; throws when one's file is not whole, by size and SHA-256 read back from disk. */
export async function publishedWindows(folder: string): Promise<PublishedWindow[]> {
  const manifests = (await visibleFiles(folder)).filter((path) => path.endsWith('manifest.json'));
  return Promise.all(manifests.map((path) => readWhole(folder, path)));
}

/** Paths of all files but staging, claims and bookkeeping, relative to `folder`, sorted. */
export async function visibleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split('/').some((segment) => segment.startsWith('.')))
    .sort();
}

async function readWhole(folder: string, path: string): Promise<PublishedWindow> {
  const manifest = JSON.parse(await readFile(join(folder, path), 'utf8')) as PublishedWindow & {
    bytes: number;
    sha256: string;
  };
  const data = await readFile(join(folder, path, '..', manifest.file));
  const sha256 = createHash('sha256').update(data).digest('hex');
  if (data.length !== manifest.bytes || sha256 !== manifest.sha256) {
    throw new Error(`${path} names a file that is not whole`);
  }
  return manifest;
}
