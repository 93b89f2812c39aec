import type { RawCall } from '../raw-request.ts';
import {
  activityTypes,
  bearer,
  create,
  CREDENTIALS,
  EXPORT,
  FORM_TYPE,
  JSON_TYPE,
  type Client,
} from './client.ts';

const token = { path: `/identity/oauth/token?${CREDENTIALS}&partner_id=partner` };
const TYPES = { path: '/rest/v1/activities/types.json' };
/** Bytes it asks for at once; the end it names is one further. */
const PIECE = 100_000;

/** The calls on a job: the verb once more in a body, with GET too. */
function jobCalls(root: string, body: (verb: string) => Pick<RawCall, 'headers' | 'body'>) {
  const call = (method: string, exportId: string, action: string): RawCall => ({
    method,
    path: `${root}/${exportId}/${action}.json`,
    ...body(method),
  });
  return {
    enqueue: (exportId: string) => call('POST', exportId, 'enqueue'),
    status: (exportId: string) => call('GET', exportId, 'status'),
    file: (exportId: string) => call('GET', exportId, 'file'),
  };
}

const day = {
  filter: {
    createdAt: { startAt: '2025-06-01T00:00:00.000Z', endAt: '2025-06-02T00:00:00.000Z' },
  },
};

/** By restler: dot segments as they are, forms with GET. Grouparoo's copy does the same. */
const restlerRoot = `/rest/..${EXPORT}`;
const restlerCalls = jobCalls(restlerRoot, (verb) => ({
  headers: FORM_TYPE,
  body: `_method=${verb}`,
}));
const restler: Client = {
  ...restlerCalls,
  name: 'node-marketo-rest 0.7.8',
  token,
  signed: bearer({ 'User-Agent': 'Restler for node.js', 'Accept-Encoding': 'gzip, deflate' }),
  first: [{ call: TYPES, reads: activityTypes }],
  create: { ...create(day), path: `${restlerRoot}/create.json` },
  fetches: (exportId) => [restlerCalls.file(exportId)],
};

/** By axios: JSON with GET, and the file in ranges that meet. */
const axiosCalls = jobCalls(EXPORT, (verb) => ({
  headers: JSON_TYPE,
  body: JSON.stringify({ data: { _method: verb } }),
}));
const axios: Client = {
  ...axiosCalls,
  name: 'node-marketo of GitHub (0.12.2)',
  token,
  signed: bearer({ Accept: 'application/json, text/plain, */*' }),
  first: [{ call: TYPES, reads: activityTypes }],
  create: create({ ...day, fields: ['marketoGUID', 'attributes'] }),
  fetches: (exportId, fileSize) => {
    const call = axiosCalls.file(exportId);
    const pieces: RawCall[] = [];
    for (let start = 0; start < fileSize; start += PIECE + 1) {
      const end = Math.min(start + PIECE, fileSize - 1);
      pieces.push({ ...call, headers: { ...call.headers, Range: `bytes=${start}-${end}` } });
    }
    return pieces;
  },
};

export const nodeClients = [restler, axios];
