import { z } from 'zod';
import { defaultFields, knownFields, type FileLayout } from '../data/columns.ts';
import type { ExportFilter } from '../data/selection.ts';
import { parseMarketoDate } from '../dates.ts';
import { invalid, invalidAttribute, MarketoError } from '../errors.ts';
import { SECOND_MS } from '../limits.ts';
import type { Switches } from '../switches.ts';
import { brokenRule, type ReadFilter } from './filter-rules.ts';
import type { JobFate } from './job-fate.ts';

/** Which readings of a wrong body hold (§8 rows 1, 2). */
export type CreateSwitches = Pick<Switches, 'wrongFilter' | 'unreadableDate' | 'missingFilter'>;

/** What a create body asks of the activities. */
export interface ActivityRequest {
  readonly filter: ExportFilter;
  readonly layout: FileLayout;
  /** `createdAt` as the client wrote it. */
  readonly startAt: string;
  readonly endAt: string;
  /** What is to become of a job whose filter is wrong, where that is not refused at create. */
  readonly fate?: JobFate;
}

/** Absent and null are the same: a client that writes absent options as null is in use [S]. */
function optional<T extends z.ZodType>(schema: T): z.ZodType<z.output<T> | null> {
  return schema.nullish().transform((value) => value ?? null);
}

const filterSchema = z.object({
  createdAt: z.object({ startAt: z.string(), endAt: z.string() }),
  activityTypeIds: optional(z.array(z.int())),
  primaryAttributeValueIds: optional(z.array(z.int())),
  primaryAttributeValues: optional(z.array(z.string())),
});

/** Members that are not named here are ignored (§8 row 22). */
const createSchema = z.object({
  filter: filterSchema,
  fields: optional(z.array(z.string())),
  format: optional(z.enum(['CSV', 'TSV', 'SSV'])),
  columnHeaderNames: optional(z.record(z.string(), z.string())),
});

type CreateBody = z.output<typeof createSchema>;

/** Turns a create body into a job request, or throws the MarketoError that refuses it (§2.2, §3). */
export function parseCreateRequest(body: unknown, switches: CreateSwitches): ActivityRequest {
  const parsed = createSchema.safeParse(body);
  if (!parsed.success) throw malformed(body, parsed.error.issues[0]?.path, switches);
  const layout = layoutOf(parsed.data);
  const { startAt, endAt } = parsed.data.filter.createdAt;
  const filter = readFilter(parsed.data.filter, switches);
  const broken = brokenRule(filter);
  if (broken === undefined) return { filter: exportFilter(filter), layout, startAt, endAt };
  if (switches.wrongFilter === 'refused') throw invalid(broken);
  const fate = { fate: 'failed', errorMsg: broken } as const;
  return { filter: { ...exportFilter(filter), ...NO_SECONDS }, layout, startAt, endAt, fate };
}

/** A job that fails has no rows to write. */
const NO_SECONDS = { firstSecond: 0, lastSecond: -1 };

function malformed(
  body: unknown,
  path: readonly PropertyKey[] = [],
  { missingFilter }: CreateSwitches,
): MarketoError {
  const [name = 'filter', member] = path;
  const isWindow = name === 'filter' && (member === undefined || member === 'createdAt');
  const { message } = invalidAttribute(String(name));
  return new MarketoError({
    code: isWindow && isMissing(body, path) ? missingFilter : '1003',
    message,
  });
}

/** Nothing stands at the place where the schema met something wrong. */
function isMissing(body: unknown, path: readonly PropertyKey[]): boolean {
  const found = path.reduce(
    (value, name) => (value as Record<PropertyKey, unknown> | undefined)?.[name],
    body,
  );
  return found === undefined || found === null;
}

function layoutOf(body: CreateBody): FileLayout {
  const asked = body.fields ?? [];
  const fields: readonly string[] = asked.length === 0 ? defaultFields : asked;
  const unknown = fields.filter((field) => !knownFields.includes(field));
  if (unknown.length > 0) throw invalid(`Invalid fields [${unknown.join(', ')}]`);
  const columnHeaderNames = body.columnHeaderNames ?? {};
  const foreign = Object.keys(columnHeaderNames).some((name) => !fields.includes(name));
  if (foreign) throw invalidAttribute('columnHeaderNames');
  return { fields, columnHeaderNames, format: body.format ?? 'CSV' };
}

/** An empty list is refused: taken as "no filter" it would export everything unasked. [I] */
function readFilter(body: CreateBody['filter'], switches: CreateSwitches): ReadFilter {
  const { createdAt, ...filter } = body;
  if (filter.activityTypeIds?.length === 0) throw invalidAttribute('activityTypeIds');
  const startMs = parseMarketoDate(createdAt.startAt);
  const endMs = parseMarketoDate(createdAt.endAt);
  if (startMs !== undefined && endMs !== undefined) return { ...filter, startMs, endMs };
  const { message } = invalidAttribute('createdAt');
  throw new MarketoError({ code: switches.unreadableDate, message });
}

/** Both ends count, on whole seconds: a row at the end's second is in (§3.2). */
function exportFilter({ startMs, endMs, ...rest }: ReadFilter): ExportFilter {
  const firstSecond = Math.ceil(startMs / SECOND_MS);
  return { ...rest, firstSecond, lastSecond: Math.floor(endMs / SECOND_MS) };
}
