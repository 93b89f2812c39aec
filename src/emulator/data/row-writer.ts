import type { BytePen } from './byte-pen.ts';
import { liveFields, rowGaps, type FileLayout, type LiveField } from './columns.ts';
import type { RowVariant } from './variants.ts';

const LIVE_BYTES = 64;
const exponent = Buffer.from('e12');

/** Writes rows of one layout: copies of the kind's text with GUID, lead and date between. */
export class RowWriter {
  readonly #layout: FileLayout;
  readonly #live: readonly LiveField[];
  readonly #variants: readonly RowVariant[];
  readonly #gaps: (readonly Buffer[] | undefined)[];
  readonly #guids: 'mixed' | 'digits';
  readonly #date = new DateText();

  constructor(layout: FileLayout, variants: readonly RowVariant[], guids: 'mixed' | 'digits') {
    this.#guids = guids;
    this.#layout = layout;
    this.#live = liveFields(layout);
    this.#variants = variants;
    this.#gaps = new Array<readonly Buffer[] | undefined>(variants.length);
  }

  /** Appends one row; `hash` is the row's random figure. */
  write(pen: BytePen, variant: number, ordinal: number, hash: number, second: number): void {
    const gaps = this.#gapsOf(variant);
    let bytes = LIVE_BYTES * this.#live.length;
    for (const gap of gaps) bytes += gap.length;
    pen.reserve(bytes);
    for (let index = 0; index < gaps.length; index += 1) {
      const gap = gaps[index];
      if (gap !== undefined && gap.length > 0) pen.bytes(gap);
      const live = this.#live[index];
      if (live === 'marketoGUID') this.#writeGuid(pen, ordinal, hash);
      else if (live === 'leadId') pen.decimal(100_000 + ((hash >>> 3) % 50_000), 6);
      else if (live === 'activityDate') pen.bytes(this.#date.of(second));
    }
  }

  #writeGuid(pen: BytePen, ordinal: number, hash: number): void {
    if (this.#guids === 'digits') pen.decimal(ordinal, 12);
    else writeGuid(pen, ordinal, hash);
  }

  #gapsOf(variant: number): readonly Buffer[] {
    const known = this.#gaps[variant];
    if (known !== undefined) return known;
    const values = this.#variants[variant];
    if (values === undefined) throw new RangeError(`No row variant ${variant}`);
    const gaps = rowGaps(this.#layout, values);
    this.#gaps[variant] = gaps;
    return gaps;
  }
}

/** Digits with leading zeros, long hex, or look-alikes of numbers (§8 row 31); the ordinal makes each unique. */
function writeGuid(pen: BytePen, ordinal: number, hash: number): void {
  const form = hash >>> 29;
  if (form < 5) pen.decimal(ordinal, 12);
  if (form === 4) pen.bytes(exponent);
  if (form < 5) return;
  pen.hex(hash, 8);
  pen.hex(Math.imul(hash, 0x9e3779b1) >>> 0, 8);
  pen.hex(ordinal, 16);
}

/** `YYYY-MM-DDThh:mm:ssZ` of a second, remembered because neighbours share it. */
class DateText {
  readonly #text = Buffer.from('1970-01-01T00:00:00Z');
  #second = 0;

  of(second: number): Buffer {
    if (second !== this.#second) {
      this.#second = second;
      this.#text.write(new Date(second * 1000).toISOString(), 0, 19, 'latin1');
    }
    return this.#text;
  }
}
