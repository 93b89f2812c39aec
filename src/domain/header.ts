/** The column names of a delimited file's header row. */
import type { ExportFormat } from './query.ts';

const DELIMITER: Readonly<Record<ExportFormat, string>> = { CSV: ',', TSV: '\t', SSV: ';' };

/** File extension without the dot. */
export function fileExtension(format: ExportFormat): 'csv' | 'tsv' | 'ssv' {
  return ({ CSV: 'csv', TSV: 'tsv', SSV: 'ssv' } as const)[format];
}

/** `a,"b ""c"""` → `['a', 'b "c"']`. An empty header has no columns. */
export function headerColumns(text: string, format: ExportFormat): string[] {
  const line = text.replace(/\r$/, '');
  if (line === '') return [];
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
    } else if (character === DELIMITER[format] && !insideQuotes) {
      columns.push(cell);
      cell = '';
    } else {
      cell += character;
    }
  }
  return [...columns, cell];
}
