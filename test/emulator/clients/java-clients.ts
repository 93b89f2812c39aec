import {
  activityTypes,
  bearer,
  create,
  CREDENTIALS,
  EXPORT,
  jobList,
  leadFields,
  plainCalls,
  tokenInQuery,
  type Client,
} from './client.ts';

const TYPES = '/rest/v1/activities/types.json';
const DESCRIBE = '/rest/v1/leads/describe.json';
const JSON_TYPE = { 'Content-Type': 'application/json; charset=UTF-8' };

/** null for what is not set, offsets without a colon, an open range from the first byte. */
const embulk: Client = {
  ...plainCalls,
  name: 'Java plugin embulk-input-marketo 0.6.29',
  token: { path: `/identity/oauth/token?${CREDENTIALS}&partner_id=partner` },
  signed: bearer({ 'User-Agent': 'Jetty/9.4', 'Accept-Encoding': 'gzip' }),
  first: [
    { call: { path: `${TYPES}?offset=0&maxReturn=200` }, reads: activityTypes },
    { call: { path: DESCRIBE }, reads: leadFields },
  ],
  create: create(
    {
      fields: null,
      format: 'CSV',
      columnHeaderNames: null,
      filter: {
        createdAt: { startAt: '2025-06-01T00:00:00+0000', endAt: '2025-06-01T23:59:59+0000' },
        activityTypeIds: [6, 12],
      },
    },
    JSON_TYPE,
  ),
  fetches: (exportId) => [
    { path: `${EXPORT}/${exportId}/file.json`, headers: { Range: 'bytes=0-' } },
  ],
};

/** Looks for room in the queue by the lists of two object types, in small letters. */
const cdap: Client = {
  ...plainCalls,
  name: 'Java plugin of CDAP (2019)',
  options: { switches: { tokenInQuery: 'accepted' } },
  token: { path: `/identity/oauth/token?${CREDENTIALS}` },
  signed: tokenInQuery({
    'User-Agent': 'Apache-HttpClient/4.5',
    'Accept-Encoding': 'gzip,deflate',
  }),
  first: [
    { call: { path: TYPES }, reads: activityTypes },
    { call: { path: DESCRIBE }, reads: leadFields },
    {
      call: { path: '/bulk/v1/leads/export.json?status=queued%2Cprocessing' },
      reads: jobList,
    },
    { call: { path: `${EXPORT}.json?status=queued%2Cprocessing` }, reads: jobList },
  ],
  create: create(
    {
      format: 'CSV',
      fields: ['marketoGUID', 'leadId'],
      filter: {
        createdAt: { startAt: '2025-06-01T00:00:00Z', endAt: '2025-06-01T23:59:59Z' },
      },
    },
    JSON_TYPE,
  ),
};

/** The header pair of Adobe's Java, Ruby and PHP samples of 2016, carried on to a bulk export. */
const samples: Client = {
  ...plainCalls,
  name: 'the way of Adobe’s Java, Ruby and PHP samples',
  options: { switches: { tokenInQuery: 'accepted' } },
  token: {
    path: `/identity/oauth/token?${CREDENTIALS}`,
    headers: { 'Content-type': 'application/json', accept: 'application/json' },
  },
  signed: tokenInQuery({ 'Content-type': 'application/json', accept: 'text/json' }),
  first: [{ call: { path: TYPES }, reads: activityTypes }],
  create: create({
    filter: { createdAt: { startAt: '2025-06-01', endAt: '2025-06-02' } },
  }),
};

export const javaClients = [embulk, cdap, samples];
