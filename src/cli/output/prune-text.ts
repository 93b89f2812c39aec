import type { Prunable } from '../../ledger/prune.ts';
import type { DatasetRef } from '../../ledger/types.ts';
import { formatBytes, formatPlural } from './format.ts';

/** A dataset of which nothing is known for sure. */
export interface LeftAlone extends DatasetRef {
  readonly message: string;
}

export interface Pruned {
  /** URI of the destination. */
  readonly store: string;
  /** False: it was only looked at. */
  readonly removed: boolean;
  readonly items: readonly Prunable[];
  readonly leftAlone: readonly LeftAlone[];
}

const WHY: Readonly<Record<Prunable['kind'], string>> = {
  superseded: 'superseded data file',
  staged: 'left over of a download',
  temporary: 'left over of a killed writer',
};

/** `removed      4 B  superseded data file  <key>`. */
export function prunedLine({ kind, key, bytes }: Prunable, removed: boolean): string {
  return `${removed ? 'removed' : 'would remove'}  ${formatBytes(bytes)}  ${WHY[kind]}  ${key}\n`;
}

/** The last word, for stderr. */
export function pruneNote(pruned: Pruned): string {
  const { store, removed, items, leftAlone } = pruned;
  const what = `${formatPlural(items.length, 'file')}, ${formatBytes(bytesOf(pruned))}`;
  const note = removed
    ? `${store}  removed ${what}`
    : `${store}  would remove ${what}. Nothing was removed${items.length === 0 ? '' : ': add --yes to do it'}.`;
  const alone = leftAlone.map(
    ({ instance, dataset, message }) => `  LEFT ALONE ${instance}/${dataset}: ${message}`,
  );
  return `${[note, ...alone].join('\n')}\n`;
}

/** What `prune --output json` prints. */
export function pruneObject(pruned: Pruned) {
  const { store, removed, items, leftAlone } = pruned;
  const sums = { files: items.length, bytes: bytesOf(pruned) };
  return { version: 1, destination: store, removed, ...sums, items, leftAlone };
}

function bytesOf({ items }: Pruned): number {
  return items.reduce((sum, { bytes }) => sum + bytes, 0);
}
