/** A dataset belongs to one query, so that all its files have the same columns. */
import { canonicalQueryText, type ExportQuery } from '../domain/query.ts';
import type { Store } from '../store/store.ts';
import { DatasetDocument, documentBytes, parseDocument } from './documents.ts';
import { DatasetMismatchError } from './errors.ts';
import { datasetKey } from './keys.ts';
import type { DatasetRef } from './types.ts';

/** Writes `dataset.json` if absent, else compares. Throws `DatasetMismatchError`. */
export async function bindDataset(
  store: Store,
  ref: DatasetRef,
  query: ExportQuery,
): Promise<void> {
  const first = await store.putIfAbsent(datasetKey(ref), documentBytes({ version: 1, query }));
  if (!first) await checkDataset(store, ref, query);
}

/** Compares only; an unknown dataset is fine. Throws `DatasetMismatchError`. */
export async function checkDataset(
  store: Store,
  ref: DatasetRef,
  query: ExportQuery,
): Promise<void> {
  const stored = await readQuery(store, ref);
  if (stored === undefined) return;
  if (canonicalQueryText(stored) === canonicalQueryText(query)) return;
  throw new DatasetMismatchError(ref.dataset, queryDifferences(stored, query));
}

/** The query that the dataset is bound to; undefined when it is not there. Throws `LedgerCorruptError`. */
export async function readQuery(store: Store, ref: DatasetRef): Promise<ExportQuery | undefined> {
  const key = datasetKey(ref);
  const body = await store.read(key);
  return body === undefined ? undefined : parseDocument(key, DatasetDocument, body).query;
}

const MEMBERS = [
  'activityTypeIds',
  'primaryAttributeValueIds',
  'primaryAttributeValues',
  'fields',
  'format',
  'columnHeaderNames',
] as const satisfies readonly (keyof ExportQuery)[];

/** One line for each member that differs, in the request's words. */
export function queryDifferences(stored: ExportQuery, asked: ExportQuery): string[] {
  return MEMBERS.flatMap((member) => {
    const [has, wants] = [JSON.stringify(stored[member]), JSON.stringify(asked[member])];
    return has === wants ? [] : [`${member}: the dataset has ${has}, the request ${wants}`];
  });
}
