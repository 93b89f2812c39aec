/** A manifest, the file that it names, and what Marketo has of that window. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { PublishedFile } from '../evidence.ts';
import type { DatasetPlan } from '../plan-datasets.ts';
import type { World } from '../world.ts';

interface ManifestFacts {
  readonly window: PublishedFile['window'];
  readonly exportId: string;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly records: { readonly counted: number };
}

export async function readPublished(
  { emulator, storage }: World,
  datasets: readonly DatasetPlan[],
  path: string,
): Promise<PublishedFile> {
  const manifest = JSON.parse(String(await storage.read(path))) as ManifestFacts;
  const { window, exportId, sha256, bytes } = manifest;
  const dataset = path.split('/')[1] ?? '';
  const dataPath = join(path, '..', manifest.file);
  const found = factsOf(await storage.read(dataPath));
  const query = datasets.find(({ name }) => name === dataset)?.query;
  const { fileSize, fileChecksum, numberOfRecords } = await emulator.truth({ ...window, ...query });
  const truth = {
    bytes: fileSize,
    sha256: fileChecksum.replace('sha256:', ''),
    records: numberOfRecords,
  };
  const records = manifest.records.counted;
  return { dataset, path, window, exportId, dataPath, found, sha256, bytes, records, truth };
}

/** Of the file itself only this is kept: together they would fill the memory. */
function factsOf(data: Buffer | undefined): PublishedFile['found'] {
  if (data === undefined) return undefined;
  return { bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') };
}
