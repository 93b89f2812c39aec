/** What the product's own verification says of the store: claims can be read, queries agree, files are whole. */
import { verifyDatasets } from '../../../src/ledger/verify/destination.ts';
import { readDatasets } from '../../../src/ledger/verify/listing.ts';
import type { Storage } from '../storage.ts';
import type { Breach } from './breach.ts';

export async function verifyStore(storage: Pick<Storage, 'openStore'>): Promise<Breach[]> {
  const store = await storage.openStore();
  const breaches: Breach[] = [];
  for await (const report of verifyDatasets(store, await readDatasets(store))) {
    for (const { kind, key, message } of report.breaches) {
      breaches.push({ promise: 'P1', what: `${key}: ${kind}, ${message}` });
    }
    // Everything was exported in the end: nothing may be left that promises to deliver it once more.
    for (const { window, exportId } of report.liveClaims) {
      const what = `${report.dataset} ${window.startAt}: job ${exportId} is still claimed`;
      breaches.push({ promise: 'P2', what });
    }
  }
  return breaches;
}
