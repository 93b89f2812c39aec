import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { headerLine, knownFields, type FileLayout } from './columns.ts';
import { cellText, delimiters } from './delimited.ts';
import { soiled } from './dirt.ts';
import type { FileFigures } from './export-file.ts';
import { truthRows, type TruthFilter, type TruthRow } from './truth-rows.ts';
import type { Universe } from './universe.ts';

/** Rows between two breaths of the event loop. */
const ROWS_A_TURN = 500;

/** What a window really has. */
export interface Truth extends FileFigures {
  /** Rows per activity type, by its id. */
  readonly byType: Readonly<Record<string, number>>;
  /** Every marketoGUID in the order of the file, when asked for. */
  readonly guids?: readonly string[];
}

/** What the truth is about. */
export interface TruthQuestion {
  readonly filter: TruthFilter;
  readonly layout: FileLayout;
  /** Rows that could be exported at this moment. */
  readonly asOfMs: number;
  readonly withGuids: boolean;
  /** The file of no rows has no header either (§8 row 7). */
  readonly emptyIsBare: boolean;
}

/** The figures that a job with this filter and layout would show, from the rows themselves. */
export async function truthOf(universe: Universe, question: TruthQuestion): Promise<Truth> {
  const { layout, filter, asOfMs } = question;
  const hash = createHash('sha256');
  const byType: Record<string, number> = {};
  const guids: string[] = [];
  let [fileSize, numberOfRecords] = [0, 0];
  const add = (text: string) => {
    hash.update(text);
    fileSize += Buffer.byteLength(text);
  };
  for (const row of truthRows(universe, filter, asOfMs)) {
    if (numberOfRecords === 0) add(headerLine(layout));
    add(line(row, layout));
    byType[row.activityTypeId] = (byType[row.activityTypeId] ?? 0) + 1;
    if (question.withGuids) guids.push(row.marketoGUID);
    numberOfRecords += 1;
    if (numberOfRecords % ROWS_A_TURN === 0) await nextTurn();
  }
  if (numberOfRecords === 0 && !question.emptyIsBare) add(headerLine(layout));
  const figures = { numberOfRecords, fileSize, fileChecksum: `sha256:${hash.digest('hex')}` };
  return { ...figures, byType, ...(question.withGuids ? { guids } : {}) };
}

/** Some of the rows, with the cells as text: all that is known, whatever the layout. */
export function truthPage(
  universe: Universe,
  { filter, asOfMs }: Pick<TruthQuestion, 'filter' | 'asOfMs'>,
  offset: number,
  limit: number,
): readonly Readonly<Record<string, string | number | null>>[] {
  const page: Readonly<Record<string, string | number | null>>[] = [];
  let place = 0;
  for (const row of truthRows(universe, filter, asOfMs)) {
    if (place >= offset + limit) break;
    if (place >= offset) {
      page.push(Object.fromEntries(knownFields.map((field) => [field, valueOf(row, field)])));
    }
    place += 1;
  }
  return page;
}

function line(row: TruthRow, { fields, format }: FileLayout): string {
  const cells = fields.map((field) =>
    soiled(cellText(valueOf(row, field), format), field, row.dirt),
  );
  return `${cells.join(delimiters[format])}\n`;
}

function valueOf(row: TruthRow, field: string): string | number | null {
  return (row as unknown as Record<string, string | number | null | undefined>)[field] ?? null;
}
