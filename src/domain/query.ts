/**
 * The canonical query: what decides the content and the columns of an export, and nothing else.
 * A dataset is bound to one. Ids and values are sorted and deduplicated, defaults spelled out, field order kept.
 */
export interface ExportQuery {
  readonly activityTypeIds: readonly number[];
  readonly primaryAttributeValueIds: readonly number[];
  readonly primaryAttributeValues: readonly string[];
  readonly fields: readonly string[];
  readonly format: ExportFormat;
  readonly columnHeaderNames: Readonly<Record<string, string>>;
}

export type ExportFormat = 'CSV' | 'TSV' | 'SSV';

/** Marketo's columns when no `fields` are asked for, in its order (contract §2.2). */
export const DEFAULT_FIELDS: readonly string[] = [
  'marketoGUID',
  'leadId',
  'activityDate',
  'activityTypeId',
  'campaignId',
  'primaryAttributeValueId',
  'primaryAttributeValue',
  'attributes',
];

/** Every field that the API knows (contract §2.2); `actionResult` since March 2022. */
export const ALLOWED_FIELDS: readonly string[] = [...DEFAULT_FIELDS, 'actionResult'];

export interface QueryParts {
  readonly activityTypeIds?: readonly number[] | undefined;
  readonly primaryAttributeValueIds?: readonly number[] | undefined;
  readonly primaryAttributeValues?: readonly string[] | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly format?: ExportFormat | undefined;
  readonly columnHeaderNames?: Readonly<Record<string, string>> | undefined;
}

/** Two requests for the same rows and columns have equal canonical queries, however they were written. */
export function canonicalQuery(parts: QueryParts): ExportQuery {
  return {
    activityTypeIds: sortedNumbers(parts.activityTypeIds ?? []),
    primaryAttributeValueIds: sortedNumbers(parts.primaryAttributeValueIds ?? []),
    primaryAttributeValues: [...new Set(parts.primaryAttributeValues ?? [])].sort(),
    fields: [...(parts.fields ?? DEFAULT_FIELDS)],
    format: parts.format ?? 'CSV',
    columnHeaderNames: sortedRecord(parts.columnHeaderNames ?? {}),
  };
}

/** The text whose SHA-256 names a dataset by default. Member order is fixed: changing it renames every dataset. */
export function canonicalQueryText(query: ExportQuery): string {
  return JSON.stringify([
    query.activityTypeIds,
    query.primaryAttributeValueIds,
    query.primaryAttributeValues,
    query.fields,
    query.format,
    Object.entries(query.columnHeaderNames),
  ]);
}

function sortedNumbers(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function sortedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
