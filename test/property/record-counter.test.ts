import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordCounter } from '../../src/domain/record-counter.ts';

const HEADER_LIMIT_BYTES = 64 * 1024;

function count(file: string | Uint8Array, cuts: readonly number[] = []): RecordCounter {
  const bytes = Buffer.from(file);
  const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length];
  edges.sort((a, b) => a - b);
  const counter = new RecordCounter();
  for (const [index, end] of edges.slice(1).entries()) {
    // A buffer of its own that is overwritten afterwards, as a reader that reuses its buffer does.
    // At even and at odd addresses: bytes are looked at in pairs.
    const part = bytes.subarray(edges[index], end);
    const chunk = Buffer.alloc(part.length + 1).subarray(index % 2, part.length + (index % 2));
    chunk.set(part);
    counter.update(chunk);
    chunk.fill('"');
  }
  return counter;
}

/** The independent judge: CSV with records ended by LF alone, every other line end being data (contract §6). */
function judge(file: string): { records: number; header: string[] } {
  const rows = parse(file, {
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: false,
    bom: false,
  });
  return { records: Math.max(0, rows.length - 1), header: rows[0] ?? [''] };
}

const NASTY = ['"', '""', '\n', '\r', '\r\n', '\0', '\u2028', '\u2029', '\u0085', ',', ';', '\t'];
const cell = () =>
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY, 'null', '🎈', 'ü', '漢'), fc.string()), {
      maxLength: 6,
    })
    .map((parts) => parts.join(''));
const row = () => fc.array(cell(), { minLength: 1, maxLength: 5 });

/** Quoted only where needed, quotes doubled, as Marketo writes (contract §2.7). */
const written = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const file = () =>
  fc
    .record({ rows: fc.array(row(), { maxLength: 12 }), lineFeedAtEnd: fc.boolean() })
    .map(({ rows, lineFeedAtEnd }) => {
      const lines = rows.map((cells) => cells.map(written).join(','));
      return lines.join('\n') + (lineFeedAtEnd && lines.length > 0 ? '\n' : '');
    });
const cuts = () => fc.array(fc.nat({ max: 600 }), { maxLength: 20 });

describe('the record counter', () => {
  it('counts what csv-parse counts, whatever the cells and wherever the bytes are cut', () => {
    fc.assert(
      fc.property(file(), cuts(), (text, cutAt) => {
        expect(count(text, cutAt).records).toBe(judge(text).records);
      }),
      { numRuns: 1000 },
    );
  });

  it('comes to the same with every byte in a chunk of its own', () => {
    fc.assert(
      fc.property(file(), (text) => {
        const single = count(
          text,
          Array.from({ length: Buffer.byteLength(text) }, (_, at) => at),
        );
        const whole = count(text);
        expect(single.records).toBe(whole.records);
        expect(single.headerText).toBe(whole.headerText);
      }),
    );
  });

  it('keeps the header as csv-parse reads it', () => {
    fc.assert(
      fc.property(file(), cuts(), (text, cutAt) => {
        const { headerText } = count(text, cutAt);
        expect(judge(headerText).header).toEqual(judge(text).header);
        expect(text.startsWith(headerText)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['no bytes at all', '', 0, ''],
    ['a header alone', 'a,b\n', 0, 'a,b'],
    ['a header without a line feed', 'a,b', 0, 'a,b'],
    ['one record', 'a\n1\n', 1, 'a'],
    ['a last record without a line feed', 'a\n1\n2', 2, 'a'],
    ['a last record that ends inside quotes', 'a\n1\n"2\n', 2, 'a'],
    ['line feeds inside quotes', 'a\n"1\n\n1"\n2\n', 2, 'a'],
    ['a doubled quote before a line feed', 'a\n"1""\n1"\n', 1, 'a'],
    ['a line feed inside the header', '"a\nb",c\n1,2\n', 1, '"a\nb",c'],
    ['CR and CRLF in bare cells as data', 'a\n1\r1\n2\r\n', 2, 'a'],
    ['NUL, NEL and line separators as data', 'a\n1\0\u0085\u2028\u20291\n', 1, 'a'],
    ['an empty line as a record of one empty cell', 'a\n\n1\n', 2, 'a'],
  ])('takes %s', (_what, text, records, header) => {
    const counter = count(text);
    expect(counter.records).toBe(records);
    expect(counter.headerText).toBe(header);
  });

  it.each([
    ['a doubled quote', 'a\n"x""\n",y\n', '""'],
    ['a multi-byte letter of the header', 'ключ🎈,b\n1,2\n', '🎈'],
    ['the end of the header', 'a,b\n1,2\n', '\n'],
    ['a multi-byte line separator', 'a\nx\u2028y\n', '\u2028'],
  ])('may have %s cut in two', (_what, text, between) => {
    const from = Buffer.from(text).indexOf(between);
    const width = Buffer.byteLength(between);
    const whole = count(text);
    for (let at = from; at <= from + width; at += 1) {
      expect(count(text, [at]).records).toBe(whole.records);
      expect(count(text, [at]).headerText).toBe(whole.headerText);
    }
  });

  it.each([
    ['as long as the limit', HEADER_LIMIT_BYTES, true],
    ['one byte longer', HEADER_LIMIT_BYTES + 1, false],
  ])('keeps a header %s: %d bytes, %s', (_what, bytes, kept) => {
    const header = 'h'.repeat(bytes);
    for (const cutAt of [[], [1], [HEADER_LIMIT_BYTES], [bytes - 1, bytes]]) {
      const counter = count(`${header}\n1\n2\n`, cutAt);
      expect(counter.headerText).toBe(kept ? header : '');
      expect(counter.records).toBe(2);
    }
  });
});
