import { z } from 'zod';
import {
  activityTypes,
  bearer,
  create,
  CREDENTIALS,
  EXPORT,
  JSON_TYPE,
  plainCalls,
  type Client,
} from './client.ts';

const requests = {
  'User-Agent': 'python-requests/2.34.2',
  'Accept-Encoding': 'gzip, deflate',
  Accept: '*/*',
};
const token = { path: `/identity/oauth/token?${CREDENTIALS}`, headers: requests };

const usage = z.object({
  result: z.array(
    z.object({
      date: z.string(),
      total: z.int(),
      users: z.array(z.object({ userId: z.string(), count: z.int() })),
    }),
  ),
});

const pagingToken = z.object({ success: z.literal(true), nextPageToken: z.string() });

/** A content type even where there is no body, dates without a time, null for fields that were not asked for. */
const marketorestpython: Client = {
  ...plainCalls,
  name: 'Python library marketorestpython 0.5.25',
  token,
  signed: bearer({ ...requests, 'Accept-Encoding': 'gzip' }),
  first: [
    { call: { path: '/rest/v1/activities/types.json' }, reads: activityTypes },
    { call: { path: '/rest/v1/stats/usage.json' }, reads: usage },
    {
      call: { path: '/rest/v1/activities/pagingtoken.json?sinceDatetime=2025-06-01' },
      reads: pagingToken,
    },
  ],
  create: create(
    {
      fields: null,
      format: 'CSV',
      filter: { createdAt: { startAt: '2025-06-01', endAt: '2025-06-02' }, activityTypeIds: [1] },
    },
    { 'Content-type': 'application/json; charset=utf-8' },
  ),
  enqueue: (exportId) => ({
    ...plainCalls.enqueue(exportId),
    headers: { 'Content-type': 'application/json; charset=utf-8', 'Content-Length': 0 },
  }),
};

/** Adobe's own sample: 31 days less a second with an offset, a content type of text at the file. */
const adobeSample: Client = {
  ...plainCalls,
  name: 'Adobe’s Python sample of 2020',
  token,
  signed: bearer(requests),
  first: [
    {
      call: { path: '/rest/v1/leads/describe2.json' },
      reads: z.object({
        requestId: z.string(),
        result: z.tuple([z.object({ fields: z.array(z.object({ name: z.string() })) })]),
      }),
    },
  ],
  create: create(
    {
      filter: {
        createdAt: { startAt: '2025-05-09T00:00:00+00:00', endAt: '2025-06-08T23:59:59+00:00' },
      },
      fields: ['marketoGUID', 'leadId', 'activityDate'],
    },
    { Accept: 'application/json', ...JSON_TYPE },
  ),
  fetches: (exportId) => [
    {
      path: `${EXPORT}/${exportId}/file.json`,
      headers: { 'Content-type': 'text/plain; charset=utf-8;' },
    },
  ],
};

/** A content type and no body at every call, and times to the microsecond. */
const script: Client = {
  ...plainCalls,
  name: 'a Python script as they are published',
  token,
  signed: bearer({ ...requests, ...JSON_TYPE }),
  first: [],
  create: create({
    format: 'CSV',
    filter: {
      createdAt: {
        startAt: '2025-06-01T09:30:00.123456+00:00',
        endAt: '2025-06-02T09:30:00.123456+00:00',
      },
      activityTypeIds: [7, 10],
    },
  }),
};

export const pythonClients = [marketorestpython, adobeSample, script];
