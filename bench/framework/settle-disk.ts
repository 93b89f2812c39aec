import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Writes out what others have left: who syncs its own file, as we do, would wait for theirs too. */
export async function settleDisk(): Promise<void> {
  await promisify(execFile)('sync');
}
