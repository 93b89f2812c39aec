import type { FileLayout } from '../data/columns.ts';
import type { ResolvedOptions } from '../options.ts';
import { readCreateBody } from './create-body.ts';
import { leadFields } from './lead-fields.ts';
import { readMemberFilter } from './member-filter.ts';
import { membershipFields, membershipRecord, membershipsOf } from './memberships.ts';
import type { ObjectType } from './object-type.ts';
import { recordRequest } from './record-request.ts';

const fields = [...leadFields.map(({ name }) => name), ...membershipFields];

/** Bulk Program Member Extract (§3.3). */
export function programMembers({ unsupportedFilters }: ResolvedOptions): ObjectType {
  return {
    path: '/bulk/v1/program/members',
    permission: 'lead',
    request: (body) => {
      const { filter, layout } = readCreateBody(body, fields);
      const members = readMemberFilter(filter, unsupportedFilters);
      return recordRequest(
        members.isForPrograms ? withProgram(layout) : layout,
        (lead) =>
          membershipsOf(lead, members.programIds).filter(members.lets).map(membershipRecord),
        members.range,
      );
    },
  };
}

/** `programId` is added as the first column. [D pm] */
function withProgram(layout: FileLayout): FileLayout {
  const others = layout.fields.filter((field) => field !== 'programId');
  return { ...layout, fields: ['programId', ...others] };
}
