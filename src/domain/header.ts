/** The column names of a delimited file's header row. */
import type { ExportFormat, ExportQuery } from './query.ts';

/** Adobe's pages disagree about SSV: semicolon on the common one, space on the one for each object (contract §2.7). */
const SEPARATORS: Readonly<Record<ExportFormat, readonly [string, ...string[]]>> = {
  CSV: [','],
  TSV: ['\t'],
  SSV: [';', ' '],
};

/** File extension without the dot. */
export function fileExtension(format: ExportFormat): 'csv' | 'tsv' | 'ssv' {
  return ({ CSV: 'csv', TSV: 'tsv', SSV: 'ssv' } as const)[format];
}

type HeaderQuery = Pick<ExportQuery, 'format' | 'fields' | 'columnHeaderNames'>;

/**
 * `a,"b ""c"""` → `['a', 'b "c"']`. An empty header has no columns. Where the format leaves the separator open, it is the
 * one that brings out the most of the names that the query asks for.
 */
export function headerColumns(text: string, query: HeaderQuery): string[] {
  const line = text.replace(/\r$/, '');
  if (line === '') return [];
  const asked = new Set(query.fields.map((field) => query.columnHeaderNames[field] ?? field));
  const known = (columns: readonly string[]) => columns.filter((name) => asked.has(name)).length;
  const [first, ...others] = SEPARATORS[query.format];
  return others
    .map((separator) => split(line, separator))
    .reduce((best, columns) => (known(columns) > known(best) ? columns : best), split(line, first));
}

function split(line: string, separator: string): string[] {
  const columns: string[] = [];
  let cell = '';
  let insideQuotes = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === '"') {
      if (insideQuotes && line[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else {
        insideQuotes = !insideQuotes;
      }
    } else if (character === separator && !insideQuotes) {
      columns.push(cell);
      cell = '';
    } else {
      cell += character;
    }
  }
  return [...columns, cell];
}
