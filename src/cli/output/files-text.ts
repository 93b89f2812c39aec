import type { FileListing } from '../../ledger/files.ts';
import type { DatasetRef } from '../../ledger/types.ts';
import { formatBytes, formatPeriod, formatPlural } from './format.ts';

/** What goes to stderr beside the URIs: sums, what could not be read, where to go on next time. */
export function filesNote(
  { instance, dataset }: DatasetRef,
  { files, unreadable, nextSince }: FileListing,
): string {
  const records = files.reduce((sum, file) => sum + file.records, 0);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    `${instance}/${dataset}  ${formatPlural(files.length, 'file')}, ${formatPlural(records, 'record')}, ` +
      `${formatBytes(bytes)}; the next time --since ${nextSince}`,
    ...unreadable.map(
      ({ startAt, endAt, why, message }) =>
        `  LEFT OUT ${why}  ${formatPeriod(startAt, endAt)}: ${message}`,
    ),
    '',
  ].join('\n');
}
