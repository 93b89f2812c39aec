import { z } from 'zod';
import { invalid, invalidAttribute } from '../errors.ts';
import { PROGRAMS_PER_JOB } from '../limits.ts';
import { onlyFilter, refuseUnsupported, type FilterMembers } from './create-body.ts';
import { readDateRange, type DateRange } from './date-range.ts';
import { statusNames, type Membership } from './memberships.ts';

/** Which memberships a job exports. */
export interface MemberFilter {
  readonly programIds: readonly number[];
  /** Several programs: a column tells which. */
  readonly isForPrograms: boolean;
  readonly lets: (membership: Membership) => boolean;
  readonly range: DateRange | undefined;
}

const schema = z.object({
  programId: z.int().optional(),
  programIds: z.array(z.int()).min(1).max(PROGRAMS_PER_JOB).optional(),
  statusNames: z.array(z.string()).optional(),
  isExhausted: z.boolean().optional(),
  nurtureCadence: z.enum(['norm', 'pause']).optional(),
});

type Options = z.output<typeof schema>;

/** One of the program filters is required; the others are optional and hold all at once. [D pm] */
export function readMemberFilter(
  filter: FilterMembers,
  unsupported: readonly string[],
): MemberFilter {
  onlyFilter(filter, ['programId', 'programIds'], unsupported);
  const parsed = schema.safeParse(Object.fromEntries(filter));
  if (!parsed.success) throw invalidAttribute(String(parsed.error.issues[0]?.path[0]));
  const { programId, programIds } = parsed.data;
  const range = rangeOf(filter, unsupported);
  return {
    programIds: programIds ?? [programId ?? 0],
    isForPrograms: programIds !== undefined,
    lets: letsThrough(parsed.data, range),
    range,
  };
}

function rangeOf(filter: FilterMembers, unsupported: readonly string[]): DateRange | undefined {
  if (!filter.has('updatedAt')) return undefined;
  refuseUnsupported('updatedAt', unsupported);
  return readDateRange('updatedAt', filter.get('updatedAt'));
}

/** A status that no program knows is 1003. [D pm] */
function letsThrough(options: Options, range: DateRange | undefined): MemberFilter['lets'] {
  const { statusNames: wanted, isExhausted, nurtureCadence } = options;
  const unknown = wanted?.find((name) => !statusNames.includes(name));
  if (unknown !== undefined) throw invalid(`Invalid Data: status ${unknown} not found`);
  return (member) =>
    (wanted?.includes(member.statusName) ?? true) &&
    (isExhausted ?? member.isExhausted) === member.isExhausted &&
    (nurtureCadence ?? member.nurtureCadence) === member.nurtureCadence &&
    (range?.holds(member.updatedSecond) ?? true);
}
