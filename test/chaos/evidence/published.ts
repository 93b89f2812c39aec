/** A manifest, the file that it names, and what Marketo has of that window. */
import { readFile } from 'node:fs/promises';
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
  { emulator, storeFolder }: World,
  datasets: readonly DatasetPlan[],
  path: string,
): Promise<PublishedFile> {
  const manifest = JSON.parse(await readFile(join(storeFolder, path), 'utf8')) as ManifestFacts;
  const { window, exportId, sha256, bytes } = manifest;
  const dataset = path.split('/')[1] ?? '';
  const dataPath = join(path, '..', manifest.file);
  const data = await readFile(join(storeFolder, dataPath)).catch(() => undefined);
  const query = datasets.find(({ name }) => name === dataset)?.query;
  const { fileSize, fileChecksum, numberOfRecords } = await emulator.truth({ ...window, ...query });
  const truth = {
    bytes: fileSize,
    sha256: fileChecksum.replace('sha256:', ''),
    records: numberOfRecords,
  };
  const records = manifest.records.counted;
  return { dataset, path, window, exportId, dataPath, data, sha256, bytes, records, truth };
}
