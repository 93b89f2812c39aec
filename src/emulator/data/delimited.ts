/** The `format` of a job. */
export type ExportFormat = 'CSV' | 'TSV' | 'SSV';

/** SSV: the common page says semicolon, the per-object pages say space; semicolon chosen (§2.7). */
export const delimiters: Readonly<Record<ExportFormat, string>> = { CSV: ',', TSV: '\t', SSV: ';' };

/** A cell as it stands in the file: bare `null` when empty, quoted only where needed (§2.7). */
export function cellText(value: string | number | null, format: ExportFormat): string {
  if (value === null) return 'null';
  const text = String(value);
  if (!/["\n\r]/.test(text) && !text.includes(delimiters[format])) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
