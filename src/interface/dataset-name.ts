/** The dataset that a query belongs to when the request names none. */
import { createHash } from 'node:crypto';
import { canonicalQueryText } from '../domain/query.ts';
import type { ExportQuery } from '../domain/query.ts';

/** `q-` and 12 hex digits: equal for equal queries, however they were written. */
export function defaultDataset(query: ExportQuery): string {
  const digest = createHash('sha256').update(canonicalQueryText(query)).digest('hex');
  return `q-${digest.slice(0, 12)}`;
}
