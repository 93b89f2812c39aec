import { marketoTime } from '../clock.ts';
import { mix } from '../data/mix.ts';
import { catalogue, MarketoError } from '../errors.ts';
import { SECOND_MS } from '../limits.ts';
import type { ResolvedOptions } from '../options.ts';
import { onlyFilter, readCreateBody } from './create-body.ts';
import { readLeadFilter } from './lead-filters.ts';
import type { FileRecord, Lead } from './lead-records.ts';
import type { ObjectType } from './object-type.ts';
import { recordRequest } from './record-request.ts';

/** The only custom object of the subscription, the one of Adobe's page. [D co] */
const CAR = 'car_c';
const fields = ['createdAt', 'marketoGUID', 'updatedAt', 'color', 'leadID', 'make', 'model', 'vIN'];
const filters = ['updatedAt', 'staticListName', 'staticListId', 'smartListName', 'smartListId'];
const colors = ['Pearl White', 'Midnight Silver Metallic', 'Fusion Red', null];
const models = ['Model S', 'Model X', 'Roadster, 2nd "gen"'];
/** A lead has fewer cars than this. */
const MOST_CARS = 3;

/** Bulk Custom Object Extract: exactly one filter, which names the linked leads (§3.3). */
export function customObjects({ unsupportedFilters }: ResolvedOptions): ObjectType {
  return {
    path: '/bulk/v1/customobjects/:apiName',
    permission: 'customObject',
    request: (body, apiName) => {
      if (apiName !== CAR) throw new MarketoError(catalogue.objectNotFound);
      const { filter, layout } = readCreateBody(body, fields);
      const name = onlyFilter(filter, filters, unsupportedFilters);
      const { lets, range } = readLeadFilter(name, filter.get(name));
      return recordRequest(layout, (lead) => (lets(lead) ? carsOf(lead) : []), range);
    },
  };
}

/** A car changes with its lead. */
function carsOf({ id, createdSecond, updatedSecond }: Lead): readonly FileRecord[] {
  const count = mix(MOST_CARS, id) % MOST_CARS;
  return Array.from({ length: count }, (_, place) => {
    const dice = mix(id, place);
    return {
      createdAt: marketoTime(createdSecond * SECOND_MS),
      marketoGUID: `${dice.toString(16).padStart(8, '0')}-${id}-${place}`,
      updatedAt: marketoTime(updatedSecond * SECOND_MS),
      color: colors[dice % colors.length] ?? null,
      leadID: id,
      make: 'Tesla',
      model: models[(dice >>> 8) % models.length] ?? null,
      vIN: `5YJ${id}${place}`,
    };
  });
}
