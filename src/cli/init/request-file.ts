/** What `init request` writes. */
import { DEFAULT_FIELDS } from '../../domain/query.ts';
import { requestJsonSchema } from '../../interface/request-schema.ts';
import { commentedJson } from './commented-json.ts';

/** Members that are shown as comments, and have no default of their own. */
export const REQUEST_EXAMPLES: Readonly<Record<string, unknown>> = {
  'filter.activityTypeIds': [1, 12, 13],
  'filter.primaryAttributeValueIds': [16, 102],
  'filter.primaryAttributeValues': ['Program.Form'],
  fields: DEFAULT_FIELDS,
  dataset: 'nightly',
  concurrency: 2,
  backfill: { order: 'newest' },
  asOf: '2026-11-20T06:00:00Z',
  columnHeaderNames: { leadId: 'lead_id' },
};

/** The other name of columnHeaderNames, of older pages. */
export const REQUEST_OMITTED = ['columnHeaderName'];

const HEAD = [
  'A request. Lines that begin with // are comments; a comma behind the last member does no harm.',
  'Members that are comments show their default or an example: take the // away to set one.',
  'docs/request.md tells all of them.',
];

/** The request as a file to be edited. */
export function requestFile(request: Readonly<Record<string, unknown>>): string {
  return commentedJson(
    {
      schema: requestJsonSchema(),
      values: request,
      examples: REQUEST_EXAMPLES,
      omitted: new Set(REQUEST_OMITTED),
    },
    HEAD,
  );
}

/** The last whole month in UTC, as first and last second. */
export function lastMonth(now: Date): { readonly startAt: string; readonly endAt: string } {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return {
    startAt: instant(Date.UTC(year, month - 1)),
    endAt: instant(Date.UTC(year, month) - 1_000),
  };
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000Z', 'Z');
}
