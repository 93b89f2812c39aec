/** Column headers: two spellings of the member, keys among the exported fields, no two columns of one name. */
import { ALLOWED_FIELDS, DEFAULT_FIELDS } from '../domain/query.ts';
import { memberPath, mismatch, quote } from './fault.ts';
import type { Fault } from './fault.ts';
import { isJsonObject, ownMember } from './members.ts';
import type { JsonObject } from './members.ts';
import { headerText } from './column-shape.ts';
import { didYouMean } from './spelling.ts';

export type Headers = Readonly<Record<string, string>>;

const MAX_FAULTS = 10;

/** Reads `columnHeaderNames` or the singular of older pages. `fields`: undefined when they could not be read. */
export function readHeaders(
  request: JsonObject,
  fields: readonly string[] | undefined,
  faults: Fault[],
): Headers {
  const plural = readMap(ownMember(request, 'columnHeaderNames'), 'columnHeaderNames', faults);
  const singular = readMap(ownMember(request, 'columnHeaderName'), 'columnHeaderName', faults);
  if (plural !== undefined && singular !== undefined && !sameHeaders(plural, singular)) {
    const message =
      'means the same as columnHeaderNames, which says something else; give one of them';
    faults.push({ path: 'columnHeaderName', message });
  }
  const path =
    plural === undefined && singular !== undefined ? 'columnHeaderName' : 'columnHeaderNames';
  const headers = plural ?? singular ?? {};
  if (fields !== undefined) checkAgainstFields(headers, fields, path, faults);
  return headers;
}

function readMap(value: unknown, path: string, faults: Fault[]): Headers | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) {
    faults.push({ path, message: mismatch('an object such as {"leadId": "lead_id"}', value) });
    return {};
  }
  const found: Fault[] = [];
  const entries = Object.keys(value).flatMap((field) => readEntry(value, field, path, found));
  faults.push(...found.slice(0, MAX_FAULTS));
  const more = found.length - MAX_FAULTS;
  if (more > 0) faults.push({ path, message: `has ${more} more faults` });
  return Object.fromEntries(entries);
}

function readEntry(
  value: JsonObject,
  field: string,
  path: string,
  faults: Fault[],
): [string, string][] {
  const at = memberPath(path, field);
  if (!ALLOWED_FIELDS.includes(field)) {
    faults.push({
      path: at,
      message: `is not a field of activities.${didYouMean(field, ALLOWED_FIELDS)}`,
    });
    return [];
  }
  const read = headerText.safeParse(value[field]);
  if (read.success) return [[field, read.data]];
  faults.push(...read.error.issues.map(({ message }) => ({ path: at, message })));
  return [];
}

function sameHeaders(a: Headers, b: Headers): boolean {
  const fields = Object.keys(a);
  return fields.length === Object.keys(b).length && fields.every((field) => a[field] === b[field]);
}

function checkAgainstFields(
  headers: Headers,
  fields: readonly string[],
  path: string,
  faults: Fault[],
): void {
  for (const field of Object.keys(headers).filter((name) => !fields.includes(name))) {
    const why =
      fields === DEFAULT_FIELDS ? 'is not among the default fields' : 'is not among fields';
    faults.push({
      path: memberPath(path, field),
      message: `${why}; only exported columns have a header`,
    });
  }
  const columns = new Map<string, string>();
  for (const field of new Set(fields)) {
    const header = headers[field] ?? field;
    const other = columns.get(header);
    if (other !== undefined) {
      const message = `${other} and ${field} would both have the header ${quote(header)}; every column needs its own`;
      faults.push({ path, message });
    }
    columns.set(header, field);
  }
}
