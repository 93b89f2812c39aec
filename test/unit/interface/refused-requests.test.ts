import { describe, expect, it } from 'vitest';
import { faultsOf, PERIOD, request } from './sample-request.ts';

/** Title, input, path of the only fault, gist of its message. */
type Case = readonly [claim: string, input: unknown, path: string, gist: RegExp];

function at(ends: object): Record<string, unknown> {
  return request({ createdAt: { ...PERIOD, ...ends } });
}

function only(filter: object): Record<string, unknown> {
  return { filter };
}

const START = 'filter.createdAt.startAt';
const END = 'filter.createdAt.endAt';

const notAnObject: Case[] = [
  ['nothing is no request', undefined, '', /is missing: a JSON object such as/],
  ['null is no request', null, '', /got null/],
  ['a number is no request', 7, '', /got the number 7/],
  ['a list of arguments is told to be unwrapped', [request()], '', /got an array; send the object/],
  ['JSON in a string is told to be sent as an object', '{"filter":{}}', '', /JSON in a string/],
  ['other text is named', 'go', '', /got the string "go"$/],
];

const unknownMembers: Case[] = [
  ['a member nobody knows is refused', request({}, { colour: 1 }), 'colour', /not a known member/],
  [
    'a misspelt one gets a hint',
    request({}, { windowsize: 'P1D' }),
    'windowsize',
    /"windowSize"\?/,
  ],
  ['snake case gets a hint', request({}, { window_size: 'P1D' }), 'window_size', /"windowSize"\?/],
  [
    'a filter beside filter would export everything',
    request({}, { activityTypeIds: [2] }),
    'activityTypeIds',
    /inside "filter".*export everything/,
  ],
  ['dates beside filter', request({}, { createdAt: PERIOD }), 'createdAt', /inside "filter"/],
  [
    'dates beside createdAt',
    request({ startAt: PERIOD.startAt }),
    'filter.startAt',
    /inside "filter.createdAt"/,
  ],
  [
    'a misspelt filter',
    request({ activityTypeId: [2] }),
    'filter.activityTypeId',
    /"activityTypeIds"\?/,
  ],
  ['a filter of leads', request({ updatedAt: PERIOD }), 'filter.updatedAt', /not a known member/],
  ['an option inside filter', request({ fields: ['leadId'] }), 'filter.fields', /beside "filter"/],
  [
    'a filter inside createdAt',
    at({ activityTypeIds: [2] }),
    'filter.createdAt.activityTypeIds',
    /inside "filter"/,
  ],
  [
    'a misspelt end',
    request({ createdAt: { ...PERIOD, endat: 1 } }),
    'filter.createdAt.endat',
    /"endAt"\?/,
  ],
  [
    '__proto__ as a member',
    JSON.parse(JSON.stringify(request()).replace('{', '{"__proto__":{"version":9},')),
    '__proto__',
    /not a known member/,
  ],
  ['constructor as a member', request({}, { constructor: 1 }), 'constructor', /not a known member/],
  ['toString as a filter', request({ toString: 1 }), 'filter.toString', /not a known member/],
  ['an odd name is quoted', request({}, { 'a\nb': 1 }), '["a\\nb"]', /not a known member/],
];

const filters: Case[] = [
  ['filter is needed', {}, 'filter', /is missing: an object such as/],
  ['filter is an object', { filter: [] }, 'filter', /must be an object .* got an array/],
  ['filter is not null', { filter: null }, 'filter', /got null/],
  ['createdAt is needed', only({}), 'filter.createdAt', /is missing: an object such as .*startAt/],
  ['createdAt is one object', only({ createdAt: [PERIOD] }), 'filter.createdAt', /got an array/],
  [
    'createdAt is not an instant',
    only({ createdAt: PERIOD.startAt }),
    'filter.createdAt',
    /got the string/,
  ],
  [
    'ids come in a list',
    request({ activityTypeIds: 2 }),
    'filter.activityTypeIds',
    /a list .* got the number 2/,
  ],
  [
    'an id is a number',
    request({ activityTypeIds: ['2'] }),
    'filter.activityTypeIds[0]',
    /whole number.*the string "2"/,
  ],
  [
    'an id is whole',
    request({ activityTypeIds: [1, 2.5] }),
    'filter.activityTypeIds[1]',
    /the number 2.5/,
  ],
  ['an id is above 0', request({ activityTypeIds: [0] }), 'filter.activityTypeIds[0]', /above 0/],
  [
    'an id is not negative',
    request({ activityTypeIds: [-2] }),
    'filter.activityTypeIds[0]',
    /above 0/,
  ],
  [
    'an id is a safe number',
    request({ activityTypeIds: [2 ** 60] }),
    'filter.activityTypeIds[0]',
    /whole number/,
  ],
  [
    'an id is not null',
    request({ activityTypeIds: [null] }),
    'filter.activityTypeIds[0]',
    /got null/,
  ],
  [
    'no ids at all is not every id',
    request({ activityTypeIds: [] }),
    'filter.activityTypeIds',
    /is empty; leave it out/,
  ],
  [
    'null is no list of ids',
    request({ activityTypeIds: null }),
    'filter.activityTypeIds',
    /got null/,
  ],
  [
    '37 points to the deleted leads',
    request({ activityTypeIds: [37] }),
    'filter.activityTypeIds[0]',
    /\/rest\/v1\/activities\/deletedleads\.json/,
  ],
];

const primaryAttributes: Case[] = [
  [
    'ids without types',
    request({ primaryAttributeValueIds: [1] }),
    'filter.primaryAttributeValueIds',
    /exactly one asset group.*There are none/,
  ],
  [
    'names without types',
    request({ primaryAttributeValues: ['P.F'] }),
    'filter.primaryAttributeValues',
    /There are none/,
  ],
  [
    'types of two groups',
    request({ activityTypeIds: [2, 24], primaryAttributeValueIds: [1] }),
    'filter.primaryAttributeValueIds',
    /of 2: Web Form, Static List/,
  ],
  [
    'a type of no group',
    request({ activityTypeIds: [1], primaryAttributeValueIds: [1] }),
    'filter.primaryAttributeValueIds',
    /Of no asset group: 1$/,
  ],
  [
    'a type of no group beside one',
    request({ activityTypeIds: [2, 12], primaryAttributeValueIds: [1] }),
    'filter.primaryAttributeValueIds',
    /Of no asset group: 12$/,
  ],
  [
    'ids and names',
    request({ activityTypeIds: [2], primaryAttributeValueIds: [1], primaryAttributeValues: ['a'] }),
    'filter.primaryAttributeValues',
    /beside primaryAttributeValueIds/,
  ],
  [
    '51 different ids',
    request({
      activityTypeIds: [2],
      primaryAttributeValueIds: Array.from({ length: 51 }, (_, i) => i + 1),
    }),
    'filter.primaryAttributeValueIds',
    /51 different values.*at most 50/,
  ],
  [
    '51 different names',
    request({
      activityTypeIds: [2],
      primaryAttributeValues: Array.from({ length: 51 }, (_, i) => `n${i}`),
    }),
    'filter.primaryAttributeValues',
    /51 different/,
  ],
  [
    'an empty list of ids',
    request({ activityTypeIds: [2], primaryAttributeValueIds: [] }),
    'filter.primaryAttributeValueIds',
    /is empty/,
  ],
  [
    'a blank name',
    request({ activityTypeIds: [2], primaryAttributeValues: [' '] }),
    'filter.primaryAttributeValues[0]',
    /empty name/,
  ],
  [
    'a number as a name',
    request({ activityTypeIds: [2], primaryAttributeValues: [7] }),
    'filter.primaryAttributeValues[0]',
    /a name.*the number 7/,
  ],
  [
    'a name as an id',
    request({ activityTypeIds: [2], primaryAttributeValueIds: ['7'] }),
    'filter.primaryAttributeValueIds[0]',
    /the string "7"/,
  ],
];

const dates: Case[] = [
  ['a start is needed', request({ createdAt: { endAt: PERIOD.endAt } }), START, /is missing/],
  ['an end is needed', request({ createdAt: { startAt: PERIOD.startAt } }), END, /is missing/],
  ['a number is no instant', at({ endAt: 1790000000 }), END, /an instant such as.*the number/],
  ['null is no instant', at({ startAt: null }), START, /got null/],
  [
    'a start of a day begins it',
    at({ startAt: '2026-10-01' }),
    START,
    /names a day.*"2026-10-01T00:00:00Z"/,
  ],
  [
    'an end of a day closes it',
    at({ endAt: '2026-10-31' }),
    END,
    /names a day.*"2026-10-31T23:59:59Z"/,
  ],
  [
    'no zone',
    at({ endAt: '2026-10-31T12:00:00' }),
    END,
    /no time zone; write "2026-10-31T12:00:00Z" for UTC/,
  ],
  [
    'milliseconds',
    at({ endAt: '2026-10-31T23:59:59.999Z' }),
    END,
    /fraction.*"2026-10-31T23:59:59Z"$/,
  ],
  [
    'milliseconds of zero',
    at({ startAt: '2026-10-01T00:00:00.000Z' }),
    START,
    /"2026-10-01T00:00:00Z"$/,
  ],
  [
    'a fraction with an offset',
    at({ endAt: '2026-10-31T23:59:59,5+02:00' }),
    END,
    /"2026-10-31T23:59:59\+02:00"$/,
  ],
  [
    'no seconds at the start',
    at({ startAt: '2026-10-01T00:00Z' }),
    START,
    /no seconds; write "2026-10-01T00:00:00Z"/,
  ],
  [
    'no seconds at the end',
    at({ endAt: '2026-10-31T23:59Z' }),
    END,
    /no seconds; write "2026-10-31T23:59:59Z"/,
  ],
  ['a blank for the T', at({ endAt: '2026-10-31 23:59:59Z' }), END, /"2026-10-31T23:59:59Z"$/],
  ['a small z', at({ endAt: '2026-10-31t23:59:59z' }), END, /"2026-10-31T23:59:59Z"$/],
  [
    'an offset of hours',
    at({ endAt: '2026-10-31T23:59:59+02' }),
    END,
    /"2026-10-31T23:59:59\+02:00"$/,
  ],
  [
    '31 September',
    at({ startAt: '2026-09-31T00:00:00Z' }),
    START,
    /day 31; that month has 30 days/,
  ],
  [
    '29 February of a common year',
    at({ startAt: '2026-02-29' }),
    START,
    /day 29; that month has 28 days/,
  ],
  ['month 13', at({ startAt: '2026-13-01T00:00:00Z' }), START, /month 13/],
  ['day 0', at({ startAt: '2026-10-00T00:00:00Z' }), START, /day 0/],
  ['hour 24', at({ endAt: '2026-10-30T24:00:00Z' }), END, /no time of day/],
  ['a leap second', at({ endAt: '2026-10-31T23:59:60Z' }), END, /no time of day/],
  [
    'an offset of 20 hours',
    at({ endAt: '2026-10-31T00:00:00+20:00' }),
    END,
    /offset that no place uses/,
  ],
  [
    'a year before all records',
    at({ startAt: '1969-12-31T23:59:59Z' }),
    START,
    /years 1970 to 9999/,
  ],
  [
    'an American date',
    at({ endAt: '10/31/2026' }),
    END,
    /is not an instant; write it like "2026-10-31T23:59:59Z"/,
  ],
  ['a word', at({ endAt: 'yesterday' }), END, /is not an instant/],
  ['an empty text', at({ endAt: '' }), END, /is not an instant/],
  [
    'an end before the start',
    at({ endAt: '2026-09-30T00:00:00Z' }),
    END,
    /is before startAt, 2026-10-01T00:00:00Z/,
  ],
  [
    'an end to come names the latest',
    at({ endAt: '2026-11-20T06:00:01Z' }),
    END,
    /not come yet; the latest allowed is 2026-11-20T06:00:00Z/,
  ],
  [
    'a start to come, with its end',
    at({ startAt: '2026-12-01T00:00:00Z', endAt: '2026-12-02T00:00:00Z' }),
    END,
    /latest allowed/,
  ],
  [
    'asOf beside dates',
    request({}, { asOf: '2026-11-01T00:00:00Z' }),
    'asOf',
    /relative period only/,
  ],
];

const columns: Case[] = [
  [
    'fields come in a list',
    request({}, { fields: 'leadId' }),
    'fields',
    /a list of field names.*the string "leadId"/,
  ],
  ['fields are not empty', request({}, { fields: [] }), 'fields', /is empty; leave it out/],
  [
    'a field that is misspelt',
    request({}, { fields: ['leadid'] }),
    'fields[0]',
    /Did you mean "leadId"\?/,
  ],
  [
    'a field that nobody knows',
    request({}, { fields: ['zzzzzz'] }),
    'fields[0]',
    /not a field.*Known: marketoGUID/,
  ],
  ['a field that is no text', request({}, { fields: [1] }), 'fields[0]', /the number 1/],
  [
    'a field twice',
    request({}, { fields: ['leadId', 'leadId', 'leadId'] }),
    'fields',
    /"leadId" more than once/,
  ],
  [
    'an unknown format',
    request({}, { format: 'csv' }),
    'format',
    /"CSV", "TSV" or "SSV", got the string "csv"/,
  ],
  [
    'headers are an object',
    request({}, { columnHeaderNames: [] }),
    'columnHeaderNames',
    /got an array/,
  ],
  [
    'a header is text',
    request({}, { columnHeaderNames: { leadId: 1 } }),
    'columnHeaderNames.leadId',
    /the number 1/,
  ],
  [
    'a header is not blank',
    request({}, { columnHeaderNames: { leadId: ' ' } }),
    'columnHeaderNames.leadId',
    /empty header/,
  ],
  [
    'a header is one line',
    request({}, { columnHeaderNames: { leadId: 'a\nb' } }),
    'columnHeaderNames.leadId',
    /line break/,
  ],
  [
    'a header of no field',
    request({}, { columnHeaderNames: { leadID: 'x' } }),
    'columnHeaderNames.leadID',
    /Did you mean "leadId"/,
  ],
  [
    'a header of __proto__',
    request({}, { columnHeaderNames: JSON.parse('{"__proto__":"x"}') as object }),
    'columnHeaderNames.__proto__',
    /not a field/,
  ],
  [
    'a header of a field not exported',
    request({}, { fields: ['leadId'], columnHeaderNames: { campaignId: 'c' } }),
    'columnHeaderNames.campaignId',
    /not among fields/,
  ],
  [
    'a header beyond the defaults',
    request({}, { columnHeaderNames: { actionResult: 'r' } }),
    'columnHeaderNames.actionResult',
    /default fields/,
  ],
  [
    'one header for two columns',
    request({}, { columnHeaderNames: { leadId: 'id', campaignId: 'id' } }),
    'columnHeaderNames',
    /leadId and campaignId .* "id"/,
  ],
  [
    'the name of another column',
    request({}, { columnHeaderNames: { leadId: 'campaignId' } }),
    'columnHeaderNames',
    /leadId and campaignId/,
  ],
  [
    'two spellings that differ',
    request({}, { columnHeaderNames: { leadId: 'a' }, columnHeaderName: { leadId: 'b' } }),
    'columnHeaderName',
    /give one of them/,
  ],
  [
    'faults of the singular name it',
    request({}, { columnHeaderName: { actionResult: 'r' } }),
    'columnHeaderName.actionResult',
    /default fields/,
  ],
];

const options: Case[] = [
  ['version 0', request({}, { version: 0 }), 'version', /the number 1, got the number 0/],
  ['version as text', request({}, { version: '2' }), 'version', /the string "2"/],
  ['version 1.5', request({}, { version: 1.5 }), 'version', /the number 1.5/],
  [
    'an instance in capitals',
    request({}, { instance: 'EMEA' }),
    'instance',
    /"EMEA" cannot name an instance; 1 to 40 small letters/,
  ],
  ['instance as a number', request({}, { instance: 1 }), 'instance', /the number 1/],
  ['a dataset with a slash', request({}, { dataset: 'a/b' }), 'dataset', /letters .* digits/],
  ['a dataset that climbs', request({}, { dataset: '..' }), 'dataset', /letter or digit first/],
  ['a hidden dataset', request({}, { dataset: '.claims' }), 'dataset', /cannot name a dataset/],
  ['an empty dataset', request({}, { dataset: '' }), 'dataset', /1 to 64/],
  ['a long dataset', request({}, { dataset: 'a'.repeat(65) }), 'dataset', /1 to 64/],
  ['a dataset with a line break behind', request({}, { dataset: 'a\n' }), 'dataset', /cannot name/],
  ['an umlaut', request({}, { dataset: 'nächtlich' }), 'dataset', /A-Z/],
  ['null is no dataset', request({}, { dataset: null }), 'dataset', /got null/],
  [
    'windows under an hour',
    request({}, { windowSize: 'PT59M59S' }),
    'windowSize',
    /from PT1H to P31D/,
  ],
  ['windows over 31 days', request({}, { windowSize: 'P32D' }), 'windowSize', /out of range/],
  ['windows of a month', request({}, { windowSize: 'P1M' }), 'windowSize', /months or years/],
  ['windows of half a second', request({}, { windowSize: 'PT3600.5S' }), 'windowSize', /fraction/],
  ['windows in short form', request({}, { windowSize: '7d' }), 'windowSize', /write "P7D"/],
  ['windows in lower case', request({}, { windowSize: '12h' }), 'windowSize', /write "PT12H"/],
  [
    'windows as a number',
    request({}, { windowSize: 7 }),
    'windowSize',
    /such as "P7D", got the number 7/,
  ],
  ['windows of nothing', request({}, { windowSize: 'P' }), 'windowSize', /ISO-8601/],
  ['a T with nothing behind', request({}, { windowSize: 'P1DT' }), 'windowSize', /ISO-8601/],
  ['a negative settle time', request({}, { settle: '-PT1H' }), 'settle', /has a sign/],
  ['a settle time over 31 days', request({}, { settle: 'P32D' }), 'settle', /from PT0S to P31D/],
  [
    'no window at once',
    request({}, { concurrency: 0 }),
    'concurrency',
    /1 to 10, got the number 0/,
  ],
  ['eleven windows at once', request({}, { concurrency: 11 }), 'concurrency', /1 to 10/],
  ['two and a half windows', request({}, { concurrency: 2.5 }), 'concurrency', /whole number/],
  ['concurrency as text', request({}, { concurrency: '2' }), 'concurrency', /the string "2"/],
  ['refresh as a word', request({}, { refresh: 'yes' }), 'refresh', /is not an instant/],
  ['refresh as a number', request({}, { refresh: 1 }), 'refresh', /true, false or an instant/],
  ['backfill in words', request({}, { backfill: 'yes' }), 'backfill', /true, false or an object/],
  ['backfill of null', request({}, { backfill: null }), 'backfill', /got null/],
  [
    'an order that nobody knows',
    request({}, { backfill: { order: 'latest' } }),
    'backfill.order',
    /"newest" or "oldest", got the string "latest"/,
  ],
  [
    'a member of backfill that nobody knows',
    request({}, { backfill: { pace: 'slow' } }),
    'backfill',
    /no member "pace"; it takes "order"/,
  ],
  ['refresh of a day', request({}, { refresh: '2026-10-01' }), 'refresh', /"2026-10-01T00:00:00Z"/],
  [
    'refresh to come',
    request({}, { refresh: '2026-11-20T06:00:01Z' }),
    'refresh',
    /latest allowed is 2026-11-20T06:00:00Z/,
  ],
  [
    'too many windows',
    request({ createdAt: { ...PERIOD, startAt: '2026-09-01T00:00:00Z' } }, { windowSize: 'PT1H' }),
    'windowSize',
    /into 1464 windows; at most 1000.*"PT2H".*2 requests.*endAt "2026-10-12T15:59:59Z"/,
  ],
];

describe('a request that is wrong in one place has one fault, with its path and what to write', () => {
  const all = [
    notAnObject,
    unknownMembers,
    filters,
    primaryAttributes,
    dates,
    columns,
    options,
  ].flat();
  it.each(all)('%s', (_claim, input, path, gist) => {
    const faults = faultsOf(input);
    expect(faults.map((fault) => fault.path)).toEqual([path]);
    expect(faults[0]!.message).toMatch(gist);
  });

  it('each message is one line and bounded', () => {
    for (const [, input] of all) {
      for (const { message, path } of faultsOf(input)) {
        expect(message).not.toMatch(/\n/);
        expect(`${path}${message}`.length).toBeLessThan(450);
      }
    }
  });
});
