/** The members that decide the columns of a file, each by itself. */
import { z } from 'zod';
import { ALLOWED_FIELDS } from '../domain/query.ts';
import { mismatch, quote } from './fault.ts';
import { listOf } from './lists.ts';
import { plainText, wants } from './scalars.ts';
import { didYouMean } from './spelling.ts';

const fieldName = z.enum(ALLOWED_FIELDS, {
  error: ({ input }) =>
    typeof input === 'string'
      ? `${quote(input)} is not a field of activities.${didYouMean(input, ALLOWED_FIELDS)} Known: ${ALLOWED_FIELDS.join(', ')}`
      : mismatch('a field name, such as "leadId"', input),
});

/** Header of one column. Line breaks would tear the header line that every reader of the file relies on. */
export const headerText = plainText('a column header, such as "lead_id"')
  .refine((text) => text.trim() !== '', {
    error: 'is an empty header; leave the member out to keep the name',
  })
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  .refine((text) => !/[\u0001-\u001f\u007f]/.test(text), {
    error: 'holds a line break or another control character',
  });

const headers = z
  .partialRecord(z.enum(ALLOWED_FIELDS), headerText)
  .nullish()
  .meta({ description: 'Field name → column header, for fields that are exported.' });

export const HEADERS_SHAPE = { columnHeaderNames: headers, columnHeaderName: headers };

/** Which columns, and how they are written. */
export const COLUMNS_SHAPE = {
  fields: listOf(
    fieldName,
    'a list of field names, such as ["marketoGUID", "leadId"]',
    'leave it out for the default columns',
  )
    .nullish()
    .meta({
      description: 'Columns in their order; absent: the eight defaults.',
      uniqueItems: true,
    }),
  format: z
    .enum(['CSV', 'TSV', 'SSV'], { error: wants('"CSV", "TSV" or "SSV"') })
    .nullish()
    .meta({ description: 'Format of the file.', default: 'CSV' }),
};
