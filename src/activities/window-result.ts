import { parseInstant } from '../domain/instant.ts';
import type { WindowResult } from '../interface/result.ts';
import type { DatasetRef, Ledger, Manifest } from '../ledger/types.ts';
import type { Store } from '../store/store.ts';

export function windowResult(
  { store, ledger }: { store: Store; ledger: Ledger },
  ref: DatasetRef,
  manifest: Manifest,
  reused: boolean,
): WindowResult {
  const { startAt, endAt } = manifest.window;
  const window = { start: parseInstant(startAt), end: parseInstant(endAt) };
  return {
    startAt,
    endAt,
    exportId: manifest.exportId,
    dataUri: store.uriOf(ledger.dataKey(ref, window, manifest.file)),
    manifestUri: store.uriOf(ledger.manifestKey(ref, window)),
    records: manifest.records.counted,
    bytes: manifest.bytes,
    sha256: manifest.sha256,
    final: manifest.final,
    reused,
  };
}
