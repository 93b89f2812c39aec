/** The members of a request, each by itself: types, forms, ranges, defaults. Rules across members are elsewhere. */
import { z } from 'zod';
import { ALLOWED_FIELDS } from '../domain/query.ts';
import { DELETE_LEAD_TYPE_ID } from './asset-groups.ts';
import { durationText, instantText, wants } from './scalars.ts';
import { mismatch, nameValue, quote } from './fault.ts';
import { MAX_ELEMENTS } from './members.ts';
import { didYouMean } from './spelling.ts';

const DAY_SECONDS = 86_400;
/** Marketo's longest span of a job, and with it our longest window and settle time (contract §3.1). */
const MAX_SPAN_SECONDS = 31 * DAY_SECONDS;

export const DEFAULT_WINDOW_SIZE = 'P7D';
export const DEFAULT_SETTLE = 'PT2H';
export const DEFAULT_CONCURRENCY = 2;
/** The only instance until more than one can be configured. */
export const DEFAULT_INSTANCE = 'default';
export const DATASET_PATTERN = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/;

const typeId = z
  .int({ error: wants('a whole number above 0, such as 2') })
  .min(1, { error: wants('a whole number above 0, such as 2') })
  .refine((id) => id !== DELETE_LEAD_TYPE_ID, {
    error:
      `is ${DELETE_LEAD_TYPE_ID} (Delete Lead), which bulk extract does not support; ` +
      'ask Get Deleted Leads instead: GET /rest/v1/activities/deletedleads.json',
  });

const valueId = z
  .int({ error: wants('a whole number above 0, such as 16') })
  .min(1, { error: wants('a whole number above 0, such as 16') });

const valueName = z
  .string({ error: wants('a name, such as "Program.Form"') })
  .refine((name) => name.trim() !== '', {
    error: 'is an empty name; take it out or name an asset',
  });

/** `nonEmpty` tells what to do instead of giving an empty list. */
function listOf<T extends z.ZodType>(element: T, wanted: string, nonEmpty: string) {
  return z
    .array(element, { error: wants(wanted) })
    .min(1, { error: `is empty; ${nonEmpty}` })
    .max(MAX_ELEMENTS);
}

export const FILTER_SHAPE = {
  activityTypeIds: listOf(
    typeId,
    'a list of activity type ids, such as [2]',
    'leave it out to export every type',
  )
    .optional()
    .meta({
      description: 'Activity types to export; every type when absent. 37 is not supported.',
    }),
  primaryAttributeValueIds: listOf(
    valueId,
    'a list of asset ids, such as [16, 102]',
    'leave it out to export whatever the asset',
  )
    .optional()
    .meta({
      description:
        'Ids of the primary attribute, at most 50; with activityTypeIds of exactly one asset group; not beside primaryAttributeValues.',
    }),
  primaryAttributeValues: listOf(
    valueName,
    'a list of asset names, such as ["Program.Form"]',
    'leave it out to export whatever the asset',
  )
    .optional()
    .meta({
      description:
        'Names of the primary attribute, at most 50; with activityTypeIds of exactly one asset group; not beside primaryAttributeValueIds.',
    }),
};

/** First and last second of an absolute period; both belong to it. */
export const PERIOD_SHAPE = {
  startAt: instantText('start').meta({ description: 'First second of the period.' }),
  endAt: instantText('end').meta({ description: 'Last second of the period; it belongs to it.' }),
};

const fieldName = z.enum(ALLOWED_FIELDS, {
  error: ({ input }) =>
    typeof input === 'string'
      ? `${quote(input)} is not a field of activities.${didYouMean(input, ALLOWED_FIELDS)} Known: ${ALLOWED_FIELDS.join(', ')}`
      : mismatch('a field name, such as "leadId"', input),
});

/** Header of one column. Line breaks would tear the header line that every reader of the file relies on. */
export const headerText = z
  .string({ error: wants('a column header, such as "lead_id"') })
  .refine((text) => text.trim() !== '', {
    error: 'is an empty header; leave the member out to keep the name',
  })
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), {
    error: 'holds a line break or another control character',
  });

const headers = z
  .partialRecord(z.enum(ALLOWED_FIELDS), headerText)
  .nullish()
  .meta({ description: 'Field name → column header, for fields that are exported.' });

export const HEADERS_SHAPE = { columnHeaderNames: headers, columnHeaderName: headers };

const refreshError = ({ input }: { input?: unknown }) =>
  mismatch('true, false or an instant such as "2026-11-20T06:00:00Z"', input);

/** Everything beside `filter` and the headers. */
export const OPTIONS_SHAPE = {
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
  version: z
    .literal(1, { error: wants('the number 1') })
    .prefault(1)
    .meta({ description: 'Version of this form of request.' }),
  instance: z
    .string({ error: wants(`"${DEFAULT_INSTANCE}"`) })
    .refine((name) => name === DEFAULT_INSTANCE, {
      error: ({ input }) =>
        `${nameValue(input)} names no configured instance; the only one is "${DEFAULT_INSTANCE}"`,
    })
    .prefault(DEFAULT_INSTANCE)
    .meta({ description: 'Which configured Marketo instance.', const: DEFAULT_INSTANCE }),
  dataset: z
    .string({ error: wants('a name, such as "nightly"') })
    .regex(DATASET_PATTERN, {
      error: ({ input }) =>
        `${nameValue(input)} cannot name a dataset; 1 to 64 letters (A-Z, a-z), digits, "_", "-" and ".", not with a "." first`,
    })
    .optional()
    .meta({
      description:
        'The ledger that the windows belong to, bound to one query; default "q-" and 12 hex digits of the query\'s SHA-256.',
    }),
  windowSize: durationText({ min: 3_600, max: MAX_SPAN_SECONDS, example: DEFAULT_WINDOW_SIZE })
    .prefault(DEFAULT_WINDOW_SIZE)
    .meta({ description: 'Longest window, PT1H to P31D; one window is one job at Marketo.' }),
  concurrency: z
    .int({ error: wants('a whole number from 1 to 10') })
    .min(1, { error: wants('a whole number from 1 to 10') })
    .max(10, { error: wants('a whole number from 1 to 10') })
    .prefault(DEFAULT_CONCURRENCY)
    .meta({ description: 'Windows in flight at once.' }),
  settle: durationText({ min: 0, max: MAX_SPAN_SECONDS, example: DEFAULT_SETTLE })
    .prefault(DEFAULT_SETTLE)
    .meta({
      description:
        'How long after its end a window must be exported to count as final, PT0S to P31D.',
    }),
  refresh: z
    .union([z.boolean(), instantText('start')], { error: refreshError })
    .prefault(false)
    .meta({ description: 'true or an instant: export anew what was exported before it.' }),
  asOf: instantText('start').optional().meta({
    description: 'Reference time of a relative period; not beside absolute dates.',
  }),
};

/** The whole request. Its pieces are what `parseRequest` reads by; as a whole it is for types and JSON Schema. */
export const requestSchema = z.strictObject({
  filter: z.strictObject({ createdAt: z.strictObject(PERIOD_SHAPE), ...FILTER_SHAPE }),
  ...OPTIONS_SHAPE,
  ...HEADERS_SHAPE,
});

/** What a caller sends, as JSON. */
export type ExtractRequest = z.input<typeof requestSchema>;
