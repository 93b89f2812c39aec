/** A manifest as results and listings tell of it. */
import { parseWindowText } from '../domain/windows.ts';
import type { WindowResult } from '../interface/result.ts';
import type { Store } from '../store/store.ts';
import { dataKey, manifestKey } from './keys.ts';
import type { DatasetRef, Manifest } from './types.ts';

/** `records`: as counted. */
export type PublishedWindow = Omit<WindowResult, 'reused'>;

export function publishedWindow(
  store: Store,
  ref: DatasetRef,
  manifest: Manifest,
): PublishedWindow {
  const { startAt, endAt } = manifest.window;
  const window = parseWindowText(manifest.window);
  return {
    startAt,
    endAt,
    exportId: manifest.exportId,
    dataUri: store.uriOf(dataKey(ref, window, manifest.file)),
    manifestUri: store.uriOf(manifestKey(ref, window)),
    records: manifest.records.counted,
    bytes: manifest.bytes,
    sha256: manifest.sha256,
    final: manifest.final,
  };
}
