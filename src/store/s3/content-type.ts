const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  ssv: 'text/csv; charset=utf-8; delimiter=semicolon',
};

/** What browsers and catalogues of the bucket take the object for. */
export function contentType(key: string): string {
  return TYPES[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
