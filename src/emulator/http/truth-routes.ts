import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { z } from 'zod';
import { knownFields } from '../data/columns.ts';
import type { EmulatorControl } from '../emulator.ts';

/** Most rows of one page. */
const PAGE = 1000;

const numbers = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(z.int()));

/** The members of a truth query as the query of a URL has them; lists with commas, values repeated. */
const querySchema = z.strictObject({
  startAt: z.string(),
  endAt: z.string(),
  activityTypeIds: numbers.optional(),
  primaryAttributeValueIds: numbers.optional(),
  primaryAttributeValues: z.array(z.string()).optional(),
  fields: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(knownFields)))
    .optional(),
  format: z.enum(['CSV', 'TSV', 'SSV']).optional(),
  asOf: z.string().optional(),
  guids: z.stringbool().optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(PAGE).default(PAGE),
});

/** `/_emulator/truth`: figures of a window, and its rows in pages. */
export function truthRoutes(control: EmulatorControl): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.get('/', async (c) => c.json(await control.truth(read(c.req.url))));
  app.get('/rows', (c) => {
    const query = read(c.req.url);
    const rows = control.truthRows(query, query.offset, query.limit);
    const next = rows.length < query.limit ? null : query.offset + rows.length;
    return c.json({ rows, nextOffset: next });
  });
  return app;
}

function read(url: string): z.output<typeof querySchema> {
  const { searchParams } = new URL(url);
  const names = searchParams.getAll('primaryAttributeValues');
  return querySchema.parse({
    ...Object.fromEntries(searchParams),
    ...(names.length === 0 ? {} : { primaryAttributeValues: names }),
  });
}
