/** A published data file, held against its manifest. */
import { createHash } from 'node:crypto';
import { RecordCounter } from '../../domain/record-counter.ts';
import type { Store } from '../../store/store.ts';
import type { Manifest } from '../types.ts';
import { attempt } from './attempt.ts';
import type { Breach } from './report.ts';

/** Reads the whole file, a chunk at a time. A file of another size is not read: everything else differs then too. */
export async function checkDataFile(
  store: Store,
  key: string,
  manifest: Manifest,
): Promise<Breach[]> {
  const breaches: Breach[] = [];
  const unreadable = { kind: 'fileUnreadable', key } as const;
  await attempt(breaches, unreadable, async () => {
    const bytes = await store.size(key);
    if (bytes === manifest.bytes) breaches.push(...(await checkContents(store, key, manifest)));
    else breaches.push(wrongSize(key, bytes, manifest));
  });
  return breaches;
}

function wrongSize(key: string, bytes: number | undefined, manifest: Manifest): Breach {
  return bytes === undefined
    ? { kind: 'fileMissing', key, message: 'the manifest names it, and it is not there' }
    : { kind: 'sizeDiffers', key, message: differs('bytes', bytes, manifest.bytes) };
}

async function checkContents(store: Store, key: string, manifest: Manifest): Promise<Breach[]> {
  const hash = createHash('sha256');
  const counter = new RecordCounter();
  for await (const chunk of await store.openRead(key)) {
    hash.update(chunk);
    counter.update(chunk);
  }
  const sha256 = hash.digest('hex');
  const [counted, said] = [counter.records, manifest.records.counted];
  const breaches: Breach[] = [];
  if (sha256 !== manifest.sha256) {
    const message = differs('SHA-256', sha256, manifest.sha256);
    breaches.push({ kind: 'checksumDiffers', key, message });
  }
  if (counted !== said) {
    breaches.push({ kind: 'recordsDiffer', key, message: differs('records', counted, said) });
  }
  return breaches;
}

function differs(what: string, found: string | number, said: string | number): string {
  return `${what}: the file has ${found}, the manifest says ${said}`;
}
