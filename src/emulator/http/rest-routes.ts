import { activityTypes } from '../data/activity-types.ts';
import { parseMarketoDate } from '../dates.ts';
import type { EmulatorParts } from '../emulator.ts';
import { cannotBeBlank, catalogue, MarketoError } from '../errors.ts';
import { ACTIVITY_TYPES_PER_CALL, LEADS_PER_CALL, SECOND_MS } from '../limits.ts';
import { deletedLeads } from '../rest/deleted-leads.ts';
import { describeLead, describeLead2 } from '../rest/describe-leads.ts';
import type { ActivityWish, Page } from '../rest/lead-activities.ts';
import { pagingToken, placeAskedFor } from '../rest/paging-token.ts';
import { batchSize, integers } from '../rest/parameters.ts';
import { envelope, type Answer } from './answer.ts';
import type { CheckedCall, Endpoint, Service, Work } from './endpoint.ts';

/** A week, as `last7days` says. */
const WEEK = 7;

/** The calls under `/rest/v1` that go with a bulk extract. */
export function restEndpoints(
  parts: Pick<EmulatorParts, 'usage' | 'leadActivities'>,
): readonly Endpoint[] {
  const { usage } = parts;
  return [
    get('activities/types', 'types', 'activity', result(typeMembers)),
    get('activities/pagingtoken', 'pagingToken', 'activity', tokenAnswer),
    get('activities/deletedleads', 'deletedLeads', 'activity', deletedLeadsAnswer),
    get('activities', 'leadActivities', 'activity', activitiesAnswer(parts)),
    get('leads/describe', 'describeLeads', 'lead', result(describeLead)),
    get('leads/describe2', 'describeLeads', 'lead', result(describeLead2)),
    get(
      'stats/usage',
      'stats',
      null,
      result(({ nowMs }) => usage.usage(nowMs, 1)),
    ),
    get(
      'stats/usage/last7days',
      'stats',
      null,
      result(({ nowMs }) => usage.usage(nowMs, WEEK)),
    ),
    get(
      'stats/errors',
      'stats',
      null,
      result(({ nowMs }) => usage.errors(nowMs, 1)),
    ),
    get(
      'stats/errors/last7days',
      'stats',
      null,
      result(({ nowMs }) => usage.errors(nowMs, WEEK)),
    ),
  ];
}

function get(
  path: string,
  operation: Service['operation'],
  permission: Service['permission'],
  work: Work,
): Endpoint {
  return { method: 'GET', path: `/rest/v1/${path}.json`, operation, permission, work };
}

function result(read: (call: CheckedCall) => readonly unknown[]): Work {
  return (call) => envelope(call.nowMs, { result: read(call) });
}

/** A token for a moment; 701 without one, 704 for one that cannot be read. */
function tokenAnswer({ query, nowMs }: CheckedCall): Answer {
  const text = query.get('sinceDatetime') ?? '';
  if (text === '') throw cannotBeBlank('sinceDatetime');
  // A plus that was not encoded comes as a blank.
  const ms = parseMarketoDate(text.replace(/ (?=\d\d:?\d\d$)/, '+'));
  if (ms === undefined) throw new MarketoError(catalogue.invalidDate);
  const sinceSecond = Math.ceil(ms / SECOND_MS);
  return envelope(nowMs, { nextPageToken: pagingToken({ sinceSecond, position: 0 }) });
}

function deletedLeadsAnswer({ query, nowMs }: CheckedCall): Answer {
  return pageAnswer(nowMs, deletedLeads(placeAskedFor(query), batchSize(query), nowMs));
}

function activitiesAnswer({ leadActivities }: Pick<EmulatorParts, 'leadActivities'>): Work {
  return ({ query, nowMs }) => {
    const place = placeAskedFor(query);
    return pageAnswer(nowMs, leadActivities.page(place, wishOf(query), batchSize(query)));
  };
}

function wishOf(query: URLSearchParams): ActivityWish {
  const activityTypeIds = integers(query, 'activityTypeIds', ACTIVITY_TYPES_PER_CALL);
  if (activityTypeIds.length === 0) throw cannotBeBlank('activityTypeIds');
  const leadIds = integers(query, 'leadIds', LEADS_PER_CALL);
  const [listId] = integers(query, 'listId', 1);
  return { activityTypeIds, leadIds, listId, assetIds: integers(query, 'assetIds', Infinity) };
}

/** The token is always there, also on the last page. [D acts] */
function pageAnswer(nowMs: number, { rows, next, moreResult }: Page): Answer {
  return envelope(nowMs, { result: rows, nextPageToken: pagingToken(next), moreResult });
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
