/** The members of a request, each by itself: types, forms, ranges, defaults. Rules across members are elsewhere. */
import { z } from 'zod';
import { COLUMNS_SHAPE, HEADERS_SHAPE } from './column-shape.ts';
import { BACKFILL } from './backfill-shape.ts';
import { mismatch, nameValue } from './fault.ts';
import { FILTER_SHAPE, PERIOD_SHAPE } from './filter-shape.ts';
import { MAX_CONCURRENCY, MIN_CONCURRENCY } from './names.ts';
import { RELATIVE_SHAPE } from './relative-shape.ts';
import { DEFAULT_INSTANCE, INSTANCE_PATTERN, INSTANCE_RULE } from './instance-name.ts';
import { durationText, instantText, wants } from './scalars.ts';

const DAY_SECONDS = 86_400;
/** Marketo's longest span of a job, and with it our longest window and settle time (contract §3.1). */
const MAX_SPAN_SECONDS = 31 * DAY_SECONDS;

const DEFAULT_WINDOW_SIZE = 'P7D';
const DEFAULT_SETTLE = 'PT2H';
/** A folder's name, by the ledger's rule: what begins with a dot is its own. */
const DATASET_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const CONCURRENCY = `a whole number from ${MIN_CONCURRENCY} to ${MAX_CONCURRENCY}`;

const refreshError = ({ input }: { input?: unknown }) =>
  mismatch('true, false or an instant such as "2026-11-20T06:00:00Z"', input);

/** Everything beside `filter` and the headers. */
export const OPTIONS_SHAPE = {
  ...COLUMNS_SHAPE,
  version: z
    .literal(1, { error: wants('the number 1') })
    .prefault(1)
    .meta({ description: 'Version of this form of request.' }),
  instance: z
    .string({ error: wants('the name of a configured instance, such as "default"') })
    .regex(INSTANCE_PATTERN, {
      error: ({ input }) => `${nameValue(input)} cannot name an instance; ${INSTANCE_RULE}`,
    })
    .prefault(DEFAULT_INSTANCE)
    .meta({ description: 'Which Marketo instance, by the name that the workers know it by.' }),
  dataset: z
    .string({ error: wants('a name, such as "nightly"') })
    .regex(DATASET_PATTERN, {
      error: ({ input }) =>
        `${nameValue(input)} cannot name a dataset; 1 to 64 letters (A-Z, a-z), digits, "_", "-" and ".", with a letter or digit first`,
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
    .int({ error: wants(CONCURRENCY) })
    .min(MIN_CONCURRENCY, { error: wants(CONCURRENCY) })
    .max(MAX_CONCURRENCY, { error: wants(CONCURRENCY) })
    .optional()
    .meta({ description: 'Windows in flight at once; default 2, of a backfill 1.' }),
  backfill: BACKFILL.optional().meta({
    description:
      'true or an object: history, newest window first, at a pace that leaves room for other work.',
  }),
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
    description:
      'Reference time of a relative period; default: when the run was scheduled, else started. Not beside dates.',
  }),
};

/** The whole request. Its pieces are what `parseRequest` reads by; as a whole it is for types and JSON Schema. */
export const requestSchema = z.strictObject({
  filter: z.strictObject({
    createdAt: z.union([z.strictObject(PERIOD_SHAPE), z.strictObject(RELATIVE_SHAPE)]),
    ...FILTER_SHAPE,
  }),
  ...OPTIONS_SHAPE,
  ...HEADERS_SHAPE,
});

/** What a caller sends, as JSON. */
export type ExtractRequest = z.input<typeof requestSchema>;
