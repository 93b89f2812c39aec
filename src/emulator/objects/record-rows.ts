import type { BytePen } from '../data/byte-pen.ts';
import type { FileLayout } from '../data/columns.ts';
import { cellText, delimiters } from '../data/delimited.ts';
import type { FileRows } from '../data/export-file.ts';
import { leadAt, LEADS, type FileRecord, type Lead } from './lead-records.ts';

/** Leads per segment. */
const SEGMENT_LEADS = 1000;

/** The records of a file that belong to one lead: none, one or several. */
export type RecordsOf = (lead: Lead) => readonly FileRecord[];

/** Rows that follow the leads, in the order of their creation, as they are at one second. */
export class RecordRows implements FileRows {
  readonly segmentCount = Math.ceil(LEADS / SEGMENT_LEADS);
  readonly #layout: FileLayout;
  readonly #recordsOf: RecordsOf;
  readonly #atSecond: number;

  constructor(layout: FileLayout, recordsOf: RecordsOf, atSecond: number) {
    this.#layout = layout;
    this.#recordsOf = recordsOf;
    this.#atSecond = atSecond;
  }

  writeSegment(segment: number, pen: BytePen): number {
    const first = segment * SEGMENT_LEADS;
    const numbers = Array.from({ length: SEGMENT_LEADS }, (_, place) => first + place);
    const leads = numbers.flatMap((number) => leadAt(number, this.#atSecond) ?? []);
    const lines = leads.flatMap(this.#recordsOf).map((record) => this.#line(record));
    const bytes = Buffer.from(lines.join(''));
    pen.reserve(bytes.length);
    pen.bytes(bytes);
    return lines.length;
  }

  #line(record: FileRecord): string {
    const { fields, format } = this.#layout;
    const values = fields.map((field) => record[field] ?? null);
    const cells = values.map((value) => cellText(value === null ? null : String(value), format));
    return `${cells.join(delimiters[format])}\n`;
  }
}
