import type { ResolvedOptions } from '../options.ts';
import { onlyFilter, readCreateBody } from './create-body.ts';
import { leadFields } from './lead-fields.ts';
import { readLeadFilter } from './lead-filters.ts';
import { leadRecord } from './lead-records.ts';
import type { ObjectType } from './object-type.ts';
import { recordRequest } from './record-request.ts';

const fields = leadFields.map(({ name }) => name);
const filters = [
  'createdAt',
  'updatedAt',
  'staticListName',
  'staticListId',
  'smartListName',
  'smartListId',
];

/** Bulk Lead Extract: exactly one filter, `fields` required (§3.3). */
export function leads({ unsupportedFilters }: ResolvedOptions): ObjectType {
  return {
    path: '/bulk/v1/leads',
    permission: 'lead',
    request: (body) => {
      const { filter, layout } = readCreateBody(body, fields);
      const name = onlyFilter(filter, filters, unsupportedFilters);
      const { lets, range } = readLeadFilter(name, filter.get(name));
      return recordRequest(layout, (lead) => (lets(lead) ? [leadRecord(lead)] : []), range);
    },
  };
}
