import { readMembers } from '../interface/members.ts';
import { durationText } from '../interface/scalars.ts';
import { LedgerCorruptError } from '../ledger/errors.ts';
import { prunableOf, prunableTemporary, removePrunable } from '../ledger/prune.ts';
import type { Prunable } from '../ledger/prune.ts';
import type { DatasetRef } from '../ledger/types.ts';
import type { Store } from '../store/store.ts';
import type { CliContext } from './context.ts';
import { isoDuration } from './duration-flag.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { chooseDatasets, openDestination } from './open-destination.ts';
import type { DatasetChoice } from './open-destination.ts';
import type { OutputOptions } from './options.ts';
import { printResult } from './output/print-result.ts';
import { pruneNote, pruneObject, prunedLine } from './output/prune-text.ts';
import type { LeftAlone } from './output/prune-text.ts';
import { readFlags } from './read-flags.ts';

export interface PruneFlags extends OutputOptions, DatasetChoice {
  readonly destination?: string;
  readonly grace?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const MAX_GRACE_SECONDS = 3_660 * 86_400;
const DEFAULT_GRACE = 'P7D';

const FLAGS = {
  grace: durationText({ min: 0, max: MAX_GRACE_SECONDS, example: DEFAULT_GRACE }).prefault(
    DEFAULT_GRACE,
  ),
};

/** What `prune` does. Each thing is told once it is removed, or instead of being removed. */
export async function pruneAction({ io }: CliContext, flags: PruneFlags): Promise<ExitCode> {
  const before = readFlags((faults) =>
    cutoff(readMembers(FLAGS, { grace: isoDuration(flags.grace) }, '', faults)),
  );
  const open = await openDestination(io, flags.destination);
  const { store } = open;
  const removed = flags.yes === true;
  const items: Prunable[] = [];
  const leftAlone: LeftAlone[] = [];
  const chosen = { datasets: chooseDatasets(open, flags), all: isAll(flags) };
  for await (const item of prunable(store, chosen, before, leftAlone)) {
    if (removed) await removePrunable(store, item);
    items.push(item);
    if (flags.output === 'text') io.out(prunedLine(item, removed));
  }
  const found = { store: store.uri, removed, items, leftAlone };
  if (flags.output === 'json') printResult(io, 'json', pruneObject(found), '');
  else (leftAlone.length === 0 ? io.note : io.err)(pruneNote(found));
  return leftAlone.length === 0 ? EXIT.done : EXIT.failed;
}

/** Without a choice of datasets: then also what belongs to none. */
function isAll({ dataset, instance }: PruneFlags): boolean {
  return dataset === undefined && instance === undefined;
}

function cutoff({ grace = Infinity }: { readonly grace?: number }): number {
  return Date.now() - grace * 1_000;
}

/** In a dataset with a document that cannot be read nobody knows what is in use: it is left alone from there on. */
async function* prunable(
  store: Store,
  { datasets, all }: { readonly datasets: readonly DatasetRef[]; readonly all: boolean },
  before: number,
  leftAlone: LeftAlone[],
): AsyncGenerator<Prunable> {
  if (all) yield* prunableTemporary(store, before);
  for (const ref of datasets) {
    try {
      yield* prunableOf(store, ref, before);
    } catch (error) {
      if (!(error instanceof LedgerCorruptError)) throw error;
      leftAlone.push({ ...ref, message: error.message });
    }
  }
}
