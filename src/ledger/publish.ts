/** The commit point of a window: its manifest, put in place last. */
import { parseWindowText } from '../domain/windows.ts';
import type { Store } from '../store/store.ts';
import { documentBytes, ManifestDocument, parseDocument } from './documents.ts';
import { LedgerCorruptError } from './errors.ts';
import { dataKey, manifestKey } from './keys.ts';
import { readManifest } from './records.ts';
import type { DatasetRef, Manifest } from './types.ts';

/** A manifest whose data file is not in place: publishing it would promise a file that nobody can read. */
export class DataFileMissingError extends Error {
  override readonly name = 'DataFileMissingError';
}

/** See `Ledger.publish`. */
export async function publishManifest(
  store: Store,
  ref: DatasetRef,
  manifest: Manifest,
): Promise<Manifest> {
  const window = parseWindowText(manifest.window);
  const key = manifestKey(ref, window);
  const body = documentBytes(manifest);
  // What could not be read back must not be written.
  parseDocument(key, ManifestDocument, body);
  const bytes = await store.size(dataKey(ref, window, manifest.file));
  if (bytes !== manifest.bytes) {
    throw new DataFileMissingError(
      `${manifest.file} of the window ${manifest.window.startAt} to ${manifest.window.endAt} should have ` +
        `${manifest.bytes} bytes; the store has ${bytes === undefined ? 'no such file' : bytes}.`,
    );
  }
  await store.replaceIfNewer(key, body, manifest.generation);
  const published = await readManifest(store, ref, window);
  if (published === undefined) {
    throw new LedgerCorruptError(key, 'it was removed at the moment it was written');
  }
  return published;
}
