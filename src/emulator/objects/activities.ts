import { Rows } from '../data/rows.ts';
import { Universe } from '../data/universe.ts';
import { parseCreateRequest } from '../jobs/create-request.ts';
import type { ResolvedOptions } from '../options.ts';
import type { ObjectType } from './object-type.ts';

/** Bulk Activity Extract (§2, §3.1). */
export function activities({ universe: decided, switches }: ResolvedOptions): ObjectType {
  const universe = new Universe(decided);
  return {
    path: '/bulk/v1/activities',
    permission: 'activity',
    request: (body) => {
      const { filter, ...request } = parseCreateRequest(body, switches);
      return {
        ...request,
        activityTypeIds: filter.activityTypeIds,
        rowsAt: (cutoffSecond) => new Rows(universe, filter, request.layout, cutoffSecond),
      };
    },
  };
}
