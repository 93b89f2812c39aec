import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import type { Case } from './bench.ts';

const run = promisify(execFile);

/**
 * Leaves the machine to each run alike. Unwritten data of others goes to the disk: who syncs its own file, as we do, would wait for it too.
 * And memory that a virtual machine has given back to its host is fetched now: first use of a page costs several times as much then.
 */
export async function settleMachine({ touches = 0 }: Pick<Case, 'touches'>): Promise<void> {
  await run('sync');
  if (touches > 0) await run(process.execPath, ['-e', `Buffer.alloc(${touches}, 1)`]);
}
