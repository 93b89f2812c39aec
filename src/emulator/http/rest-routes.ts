import { activityTypes } from '../data/activity-types.ts';
import { envelope } from './answer.ts';
import type { Endpoint } from './endpoint.ts';

/** The calls under `/rest/v1` that go with a bulk extract. */
export function restEndpoints(): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/rest/v1/activities/types.json',
      operation: 'types',
      permission: 'activity',
      work: ({ nowMs }) => envelope(nowMs, { result: typeMembers() }),
    },
  ];
}

function typeMembers(): readonly unknown[] {
  return activityTypes.map(({ id, name, apiName, primaryAttribute, attributes }) => ({
    id,
    ...(apiName === undefined ? {} : { apiName }),
    name,
    description: `Activity type ${name}`,
    ...(primaryAttribute === undefined ? {} : { primaryAttribute }),
    attributes: attributes.map((attribute) => ({
      ...(apiName === undefined ? {} : { apiName: attribute.name.toLowerCase() }),
      ...attribute,
    })),
  }));
}
