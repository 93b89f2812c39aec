import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_FIELDS } from '../../src/domain/query.ts';
import { fileExtension, headerColumns } from '../../src/domain/header.ts';

const DELIMITERS = { CSV: ',', TSV: '\t', SSV: ';' } as const;
const formats = ['CSV', 'TSV', 'SSV'] as const;
const ANY = { fields: DEFAULT_FIELDS, columnHeaderNames: {} };

describe('the columns of a header', () => {
  it.each([
    ['', []],
    ['\r', []],
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    ['a,b\r', ['a', 'b']],
    ['a,,', ['a', '', '']],
    ['"a, b",c', ['a, b', 'c']],
    ['"say ""hi""",c', ['say "hi"', 'c']],
    ['"",c', ['', 'c']],
    ['"a\nb",c', ['a\nb', 'c']],
    ['Lead ID,ключ 🎈', ['Lead ID', 'ключ 🎈']],
    ['a;b\tc', ['a;b\tc']],
  ])('of %j are %j', (text, columns) => {
    expect(headerColumns(text, { ...ANY, format: 'CSV' })).toEqual(columns);
  });

  it.each(formats)('are what csv-parse reads, for %s', (format) => {
    const delimiter = DELIMITERS[format];
    const name = fc
      .array(fc.oneof(fc.constantFrom('"', '\n', ',', ';', '\t', '🎈'), fc.string()), {
        maxLength: 4,
      })
      .map((parts) => parts.join('').replaceAll('\r', ''));
    const header = fc
      .array(name, { minLength: 1, maxLength: 6 })
      .map((names) =>
        names
          .map((text) =>
            ['"', '\n', delimiter].some((special) => text.includes(special))
              ? `"${text.replaceAll('"', '""')}"`
              : text,
          )
          .join(delimiter),
      );
    fc.assert(
      fc.property(header, (text) => {
        const [columns = []] = parse(text, { delimiter, record_delimiter: '\n' });
        expect(headerColumns(text, { ...ANY, format })).toEqual(columns);
      }),
      { numRuns: 500 },
    );
  });

  const asked = {
    fields: ['leadId', 'activityDate', 'attributes'],
    columnHeaderNames: { leadId: 'Lead ID' },
  };
  it.each([
    ['by semicolons', '"Lead ID";activityDate;attributes'],
    ['by semicolons, blanks unquoted', 'Lead ID;activityDate;attributes'],
    ['by blanks', '"Lead ID" activityDate attributes'],
    ['by blanks, with a carriage return', '"Lead ID" activityDate attributes\r'],
  ])('of SSV are those that were asked for, separated %s', (_how, text) => {
    expect(headerColumns(text, { ...asked, format: 'SSV' })).toEqual([
      'Lead ID',
      'activityDate',
      'attributes',
    ]);
  });

  it.each([
    ['CSV', 'csv'],
    ['TSV', 'tsv'],
    ['SSV', 'ssv'],
  ] as const)('of %s stand in a .%s file', (format, extension) => {
    expect(fileExtension(format)).toBe(extension);
  });
});
