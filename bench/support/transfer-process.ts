/**
 * The three activities of one job in a process of its own, which can be killed. Argument: `TransferOrder` as JSON. Writes
 * the seconds from the first activity's start to the end of the last one.
 */
import process from 'node:process';
import { createFileStore } from '../../src/store/file/file-store.ts';
import { bindActivities, type ReadyJob, transferFile } from './activities.ts';
import type { NginxMarketo } from './nginx-marketo.ts';
import { timed } from './timed.ts';

export interface TransferOrder {
  /** Of the file store. */
  readonly root: string;
  readonly marketo: Pick<NginxMarketo, 'baseUrl' | 'credentials'>;
  readonly ready: ReadyJob;
}

const { root, marketo, ready } = JSON.parse(process.argv[2] ?? '') as TransferOrder;
await using bound = await bindActivities(createFileStore({ root }), marketo);
const { value } = await timed(() => transferFile(bound, ready));
process.stdout.write(`${value}\n`);
