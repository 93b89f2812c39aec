import { cellText, delimiters, type ExportFormat } from './delimited.ts';
import { soiled } from './dirt.ts';
import type { RowVariant } from './variants.ts';

/** The columns without `fields`, in their order. [D act] */
export const defaultFields = [
  'marketoGUID',
  'leadId',
  'activityDate',
  'activityTypeId',
  'campaignId',
  'primaryAttributeValueId',
  'primaryAttributeValue',
  'attributes',
] as const;

/** All that can be asked for; `actionResult` is not in the defaults. [D act] */
export const knownFields: readonly string[] = [...defaultFields, 'actionResult'];

/** Columns that differ from row to row; the others belong to the kind of row. */
export type LiveField = 'marketoGUID' | 'leadId' | 'activityDate';

/** What a job writes: fields in order, their headers and the format. */
export interface FileLayout {
  readonly fields: readonly string[];
  readonly columnHeaderNames: Readonly<Record<string, string>>;
  readonly format: ExportFormat;
}

/** The first line of the file, with its line end. */
export function headerLine(layout: FileLayout): string {
  const cells = layout.fields.map((field) =>
    cellText(layout.columnHeaderNames[field] ?? field, layout.format),
  );
  return `${cells.join(delimiters[layout.format])}\n`;
}

/** The live fields of a layout, in the order of its columns. */
export function liveFields(layout: FileLayout): readonly LiveField[] {
  return layout.fields.filter(isLive);
}

/** The unchanging text around the live fields, encoded once so that rows are copies of bytes. */
export function rowGaps(layout: FileLayout, variant: RowVariant): readonly Buffer[] {
  const gaps: string[] = [''];
  for (const [index, field] of layout.fields.entries()) {
    const last = gaps.length - 1;
    if (index > 0) gaps[last] = `${gaps[last] ?? ''}${delimiters[layout.format]}`;
    if (isLive(field)) gaps.push('');
    else gaps[last] = `${gaps[last] ?? ''}${staticCell(variant, field, layout.format)}`;
  }
  gaps[gaps.length - 1] = `${gaps.at(-1) ?? ''}\n`;
  return gaps.map((gap) => Buffer.from(gap));
}

function isLive(field: string): field is LiveField {
  return field === 'marketoGUID' || field === 'leadId' || field === 'activityDate';
}

function staticCell(variant: RowVariant, field: string, format: ExportFormat): string {
  return soiled(cellText(staticValue(variant, field), format), field, variant.dirt);
}

function staticValue(variant: RowVariant, field: string): string | number | null {
  const value: unknown = Object.entries(variant).find(([name]) => name === field)?.[1];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
