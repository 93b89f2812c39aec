import { z } from 'zod';
import type { FileLayout } from '../data/columns.ts';
import {
  fieldNotFound,
  invalid,
  invalidAttribute,
  MarketoError,
  missingParameter,
} from '../errors.ts';

/** The members of `filter` that are not null, still unread. */
export type FilterMembers = ReadonlyMap<string, unknown>;

/** A create body whose members have their types. */
export interface CreateBody {
  readonly filter: FilterMembers;
  readonly layout: FileLayout;
}

/** Unlike for activities, `fields` is required. [D lead, pm, co] */
const schema = z.object({
  filter: z.record(z.string(), z.unknown()),
  fields: z.array(z.string()).min(1),
  format: z.enum(['CSV', 'TSV', 'SSV']).nullish(),
  columnHeaderNames: z.record(z.string(), z.string()).nullish(),
});

/** Reads what the create bodies of leads, program members and custom objects have in common. */
export function readCreateBody(body: unknown, known: readonly string[]): CreateBody {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw malformed(body, parsed.error.issues[0]?.path[0]);
  const { filter, fields, format, columnHeaderNames } = parsed.data;
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) throw fieldNotFound(unknown);
  const headers = columnHeaderNames ?? {};
  if (Object.keys(headers).some((name) => !fields.includes(name))) {
    throw invalidAttribute('columnHeaderNames');
  }
  const members = Object.entries(filter).filter(([, value]) => value !== null);
  const layout = { fields, columnHeaderNames: headers, format: format ?? 'CSV' };
  return { filter: new Map(members), layout };
}

/** The one filter of these that is there: 1003 for none or several, 1035 for one that is off. */
export function onlyFilter(
  filter: FilterMembers,
  names: readonly string[],
  unsupported: readonly string[],
): string {
  const [name, another] = names.filter((each) => filter.has(each));
  if (name === undefined) throw invalidAttribute('filter');
  if (another !== undefined) throw invalid(`${name} and ${another} exclude each other`);
  refuseUnsupported(name, unsupported);
  return name;
}

/** Some filters need what not every subscription has. [D lead, pm, co; the ending S emb] */
export function refuseUnsupported(name: string, unsupported: readonly string[]): void {
  if (!unsupported.includes(name)) return;
  const message = `Unsupported filter type for target subscription: ${name}`;
  throw new MarketoError({ code: '1035', message });
}

function malformed(body: unknown, place: PropertyKey = 'filter'): MarketoError {
  const name = String(place);
  const isAbsent = z.looseObject({}).safeParse(body).data?.[name] === undefined;
  return isAbsent && name === 'fields' ? missingParameter(name) : invalidAttribute(name);
}
