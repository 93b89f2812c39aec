/** Which run of ours a job at Marketo belongs to: the ledger in the destination knows, Marketo does not. */
import { readEnvironment } from '../../config/environment.ts';
import { loadDestination } from '../../config/load.ts';
import { messageOf } from '../../domain/message-of.ts';
import { createLedger } from '../../ledger/ledger.ts';
import type { DatasetRef, WindowRecord } from '../../ledger/types.ts';
import { readDatasets } from '../../ledger/verify/listing.ts';
import { liveClaim } from '../../ledger/window-state.ts';
import { EVER } from '../../domain/interval.ts';
import { windowName } from '../../domain/windows.ts';
import { openStore } from '../../store/open-store.ts';
import type { CliIo } from '../io.ts';

/** What the destination of this environment says about a job. */
export type Holder =
  /** A run may still bring its file home. */
  | { readonly use: 'claimed'; readonly by: string; readonly window: string }
  /** Its file is published. */
  | { readonly use: 'published'; readonly window: string }
  | { readonly use: 'none' }
  /** There is no ledger here to ask. */
  | { readonly use: 'notKnown'; readonly why: string };

/** Reads the ledger of EXTRACT_DESTINATION, as `verify` does; writes nothing, and never throws. */
export async function findHolder(io: CliIo, instance: string, exportId: string): Promise<Holder> {
  const cwd = process.cwd();
  const loaded = loadDestination(readEnvironment(cwd, io.env), cwd);
  if (!loaded.ok) return { use: 'notKnown', why: 'EXTRACT_DESTINATION cannot be read' };
  const { destination, s3 } = loaded.config;
  let place = 'EXTRACT_DESTINATION';
  try {
    const store = await openStore(destination, { s3 });
    place = store.uri;
    if ((await store.identity({ create: false })) === undefined) {
      return { use: 'notKnown', why: `${store.uri} holds no exports` };
    }
    const ledger = createLedger(store);
    for (const ref of await readDatasets(store)) {
      if (ref.instance !== instance) continue;
      for (const record of await ledger.windowsTouching(ref, EVER)) {
        const holder = holderIn(ref, record, exportId);
        if (holder !== undefined) return holder;
      }
    }
    return { use: 'none' };
  } catch (error) {
    const reason = messageOf(error);
    return { use: 'notKnown', why: `${place} cannot be read: ${reason}` };
  }
}

function holderIn(ref: DatasetRef, record: WindowRecord, exportId: string): Holder | undefined {
  const window = `${ref.instance}/${ref.dataset}/${windowName(record.window)}`;
  const claim = liveClaim(record);
  if (claim?.exportId === exportId) return { use: 'claimed', by: claim.owner.workflowId, window };
  return record.manifest?.exportId === exportId ? { use: 'published', window } : undefined;
}
