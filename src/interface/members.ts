/**
 * Reads an object member by member, each with its own zod schema. A wrong member does not hide the others: rules
 * across members go by what could be read (zod skips refinements of an object as soon as one member is wrong).
 */
import type { z } from 'zod';
import { memberPath, mismatch } from './fault.ts';
import type { Fault } from './fault.ts';

export type JsonObject = Readonly<Record<string, unknown>>;
export type Shape = Readonly<Record<string, z.ZodType>>;
/** What could be read. Absent: not given and without default, or wrong, and then a fault tells. */
export type Members<S extends Shape> = { readonly [K in keyof S]?: z.output<S[K]> };

/** Longer lists are refused unread: faults and ids stay few enough to handle. */
export const MAX_ELEMENTS = 1_000;
const MAX_FAULTS_PER_MEMBER = 5;

/** True for what JSON calls an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own member of that name: `__proto__`, `constructor` and the like are never looked up in the prototype. */
export function ownMember(input: JsonObject, name: string): unknown {
  return Object.hasOwn(input, name) ? input[name] : undefined;
}

/** Reads every member that `shape` names; other members are `refuseUnknown`'s business. */
export function readMembers<S extends Shape>(
  shape: S,
  input: JsonObject,
  path: string,
  faults: Fault[],
): Members<S> {
  const members = Object.entries(shape).flatMap(([name, schema]) => {
    const value = readMember(schema, ownMember(input, name), memberPath(path, name), faults);
    return value === undefined ? [] : [[name, value] as const];
  });
  // Built from `shape` itself: each name carries what its own schema put out.
  return Object.fromEntries(members) as Members<S>;
}

function readMember(schema: z.ZodType, input: unknown, path: string, faults: Fault[]): unknown {
  if (Array.isArray(input) && input.length > MAX_ELEMENTS) {
    faults.push({
      path,
      message: `has ${input.length} elements; at most ${MAX_ELEMENTS} are taken`,
    });
    return undefined;
  }
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  faults.push(...faultsOf(read.error.issues, path));
  return salvage(input, read.error.issues);
}

function faultsOf(issues: readonly z.core.$ZodIssue[], path: string): Fault[] {
  const all = issues.flatMap(flattenUnion).map((issue) => ({
    path: issue.path.reduce<string>(memberPath, path),
    message: issue.message,
  }));
  if (all.length <= MAX_FAULTS_PER_MEMBER) return all;
  const shown = all.slice(0, MAX_FAULTS_PER_MEMBER - 1);
  const more = all.length - shown.length;
  return [...shown, { path, message: `has ${more} more wrong elements` }];
}

/** Of a union's faults only those of the branch that was meant: the one whose type fits. */
function flattenUnion(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((branch) => branch.every(({ code }) => code !== 'invalid_type'));
  return meant?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

/** The right elements of a list that holds wrong ones. */
function salvage(input: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  if (!Array.isArray(input) || issues.some(({ path }) => path.length === 0)) return undefined;
  const wrong = new Set(issues.map(({ path }) => path[0]));
  const right = input.filter((_, index) => !wrong.has(index));
  return right.length > 0 ? right : undefined;
}

/** The value as an object, or a fault and undefined. */
export function readObject(
  value: unknown,
  wanted: string,
  path: string,
  faults: Fault[],
): JsonObject | undefined {
  if (isJsonObject(value)) return value;
  faults.push({ path, message: mismatch(wanted, value) });
  return undefined;
}
