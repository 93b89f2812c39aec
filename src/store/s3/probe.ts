/** What a store that was only tried out has left. */
import type { S3Destination } from '../destination.ts';
import { openBucket } from './bucket.ts';
import { guarded } from './faults.ts';
import type { S3Options } from './options.ts';
import { discardStaged } from './staged.ts';

/** Removes all objects and uploads below `folder`, a key of the store. */
export async function clearFolder(
  destination: S3Destination,
  options: S3Options,
  folder: string,
): Promise<void> {
  const bucket = openBucket(destination, options);
  await guarded(bucket, 'remove', folder, () => discardStaged(bucket, folder));
}
