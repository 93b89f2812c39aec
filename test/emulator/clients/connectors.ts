import { z } from 'zod';
import {
  activityTypes,
  bearer,
  create,
  CREDENTIALS,
  EXPORT,
  FORM_TYPE,
  jobList,
  leadFields,
  plainCalls,
  type Client,
} from './client.ts';

const TYPES = '/rest/v1/activities/types.json';
const token = { path: `/identity/oauth/token?${CREDENTIALS}` };
const FIELDS = ['marketoGUID', 'leadId', 'activityDate', 'activityTypeId', 'campaignId'];
const PRIMARY = ['primaryAttributeValueId', 'primaryAttributeValue'];

/** Asks for its share of the day's calls first; looks whether a file is there by one byte; goes on with an open range. */
const singer: Client = {
  ...plainCalls,
  name: 'Singer tap-marketo 2.9.4',
  token,
  signed: bearer({ 'User-Agent': 'Singer.io/tap-marketo' }),
  first: [
    {
      call: { path: '/rest/v1/stats/usage.json' },
      reads: z.object({ result: z.tuple([z.object({ total: z.int() })]) }),
    },
    { call: { path: '/rest/v1/leads/describe.json' }, reads: leadFields },
    { call: { path: TYPES }, reads: activityTypes },
    {
      call: {
        path: `${EXPORT}.json?status=Created&status=Queued&status=Processing&status=Completed`,
      },
      reads: jobList,
    },
  ],
  create: create({
    format: 'CSV',
    fields: [...FIELDS, 'primaryAttributeValue', 'primaryAttributeValueId', 'attributes'],
    filter: {
      createdAt: { startAt: '2025-06-01T00:00:00+00:00', endAt: '2025-06-03T00:00:00+00:00' },
      activityTypeIds: [6],
    },
  }),
  fetches: (exportId) => {
    const path = `${EXPORT}/${exportId}/file.json`;
    return [
      { path, headers: { Range: 'bytes=0-0' } },
      { path, headers: { Range: 'bytes=1-' } },
    ];
  },
};

/** Its token by a form, what it keeps for itself in the body of create. */
const hotglue: Client = {
  ...plainCalls,
  name: 'Hotglue tap-marketo 0.0.1',
  token: {
    method: 'POST',
    path: '/identity/oauth/token',
    headers: FORM_TYPE,
    body: CREDENTIALS,
  },
  signed: bearer({ 'User-Agent': 'tap-marketo' }),
  first: [
    { call: { path: TYPES }, reads: activityTypes },
    { call: { path: '/rest/v1/leads/describe.json' }, reads: leadFields },
  ],
  create: create({
    format: 'CSV',
    fields: [...FIELDS, ...PRIMARY, 'actionResult', 'attributes'],
    filter: {
      createdAt: { startAt: '2025-05-01T00:00:00Z', endAt: '2025-05-29T00:00:00Z' },
      activityTypeIds: [12],
    },
    window_start_date: '2025-05-01T00:00:00Z',
    window_end_date: '2025-05-29T00:00:00Z',
  }),
};

/** No fields but an empty list, and `batchSize` at every call. */
const airbyte: Client = {
  name: 'Airbyte source-marketo 2.1.3',
  token,
  signed: bearer({}),
  first: [{ call: { path: `${TYPES}?batchSize=300` }, reads: activityTypes }],
  create: {
    ...create({
      format: 'CSV',
      fields: [],
      filter: {
        createdAt: { startAt: '2025-05-01T00:00:00Z', endAt: '2025-05-31T00:00:00Z' },
        activityTypeIds: [13],
      },
    }),
    path: `${EXPORT}/create.json?batchSize=300`,
  },
  enqueue: (exportId) => ({
    method: 'POST',
    path: `${EXPORT}/${exportId}/enqueue.json?batchSize=300`,
  }),
  status: (exportId) => ({ path: `${EXPORT}/${exportId}/status.json?batchSize=300` }),
  fetches: (exportId) => [{ path: `${EXPORT}/${exportId}/file.json?batchSize=300` }],
};

export const connectors = [singer, hotglue, airbyte];
