import { z } from 'zod';
import { DELETE_LEAD, filterableGroups } from '../data/activity-types.ts';
import { defaultFields, knownFields, type FileLayout } from '../data/columns.ts';
import type { ExportFilter } from '../data/selection.ts';
import { parseMarketoDate } from '../dates.ts';
import { invalid, invalidAttribute } from '../errors.ts';
import { DAY_MS, PRIMARY_ATTRIBUTE_VALUES, SECOND_MS, WINDOW_DAYS } from '../limits.ts';
import type { JobRequest } from './job.ts';

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
type FilterBody = CreateBody['filter'];

/** Turns a create body into a job request, or throws the MarketoError that refuses it (§2.2, §3). */
export function parseCreateRequest(body: unknown): JobRequest {
  const parsed = createSchema.safeParse(body);
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path[0];
    throw invalidAttribute(name === undefined ? 'filter' : String(name));
  }
  const { filter } = parsed.data;
  const layout = layoutOf(parsed.data);
  const { startAt, endAt } = filter.createdAt;
  return { filter: checkedFilter(filter), layout, startAt, endAt };
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

function checkedFilter(filter: FilterBody): ExportFilter {
  checkTypes(filter);
  checkPrimaryAttributes(filter);
  const { activityTypeIds, primaryAttributeValueIds, primaryAttributeValues } = filter;
  const window = windowSeconds(filter.createdAt);
  return { ...window, activityTypeIds, primaryAttributeValueIds, primaryAttributeValues };
}

/** Both ends count, on whole seconds: a row at the end's second is in (§3.2). */
function windowSeconds({ startAt, endAt }: FilterBody['createdAt']): {
  firstSecond: number;
  lastSecond: number;
} {
  const startMs = parseMarketoDate(startAt);
  const endMs = parseMarketoDate(endAt);
  if (startMs === undefined || endMs === undefined) throw invalidAttribute('createdAt');
  if (startMs > endMs) throw invalid('createdAt: startAt is after endAt');
  if (endMs - startMs > WINDOW_DAYS * DAY_MS) {
    throw invalid(`createdAt: date range is more than ${WINDOW_DAYS} days`);
  }
  return {
    firstSecond: Math.ceil(startMs / SECOND_MS),
    lastSecond: Math.floor(endMs / SECOND_MS),
  };
}

/** An empty list is refused: taken as "no filter" it would export everything unasked. [I] */
function checkTypes({ activityTypeIds }: FilterBody): void {
  if (activityTypeIds?.length === 0) throw invalidAttribute('activityTypeIds');
  if (activityTypeIds?.includes(DELETE_LEAD) === true) {
    throw invalid(`Activity type ${DELETE_LEAD} is not supported`);
  }
}

function checkPrimaryAttributes(filter: FilterBody): void {
  const { primaryAttributeValueIds: ids, primaryAttributeValues: names } = filter;
  if (ids === null && names === null) return;
  if (ids !== null && names !== null) {
    throw invalid('primaryAttributeValueIds and primaryAttributeValues exclude each other');
  }
  if ((ids ?? names ?? []).length > PRIMARY_ATTRIBUTE_VALUES) {
    throw invalid(`More than ${PRIMARY_ATTRIBUTE_VALUES} primary attribute values`);
  }
  const types = filter.activityTypeIds ?? [];
  const inOneGroup = filterableGroups.some((group) => types.every((type) => group.includes(type)));
  if (types.length === 0 || !inOneGroup) {
    throw invalid('A primary attribute filter needs activityTypeIds of one matching asset group');
  }
}
