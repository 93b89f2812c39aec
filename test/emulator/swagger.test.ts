import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BULK, DAY, Session, type Reply } from './session.ts';
import { exceptions } from './swagger/exceptions.ts';
import { complaints, operations } from './swagger/validator.ts';

let session: Session;
const needed = new Set<string>();
beforeAll(async () => {
  session = await Session.start({ concurrentCalls: null });
});
afterAll(() => session.emulator.close());

const QUERY = 'grant_type=client_credentials&client_id=demo&client_secret=demo';
const get = (path: string) => session.call('GET', path);
const post = (path: string) => session.call('POST', path);
const create = (path: string, body: unknown) => {
  const headers = { 'Content-Type': 'application/json' };
  return session.call('POST', path, { headers, body: JSON.stringify(body) });
};

const SINCE = '/rest/v1/activities/pagingtoken.json?sinceDatetime=2025-06-08T00:00:00Z';

/** One answer of success for each operation of the extract. */
const answers: Readonly<Record<string, () => Promise<Reply>>> = {
  identityUsingGET: () => get(`/identity/oauth/token?${QUERY}`),
  identityUsingPOST: () => post(`/identity/oauth/token?${QUERY}`),
  ...bulk('Activities', BULK, { filter: { createdAt: DAY } }),
  ...bulk('Leads', '/bulk/v1/leads/export', { filter: { createdAt: DAY }, fields: ['id'] }),
  ...bulk('ProgramMembers', '/bulk/v1/program/members/export', {
    filter: { programId: 1001 },
    fields: ['leadId'],
  }),
  ...bulk('CustomObjects', '/bulk/v1/customobjects/car_c/export', {
    filter: { updatedAt: DAY },
    fields: ['vIN'],
  }),
  getAllActivityTypesUsingGET: () => get('/rest/v1/activities/types.json'),
  getActivitiesPagingTokenUsingGET: () => get(SINCE),
  getDeletedLeadsUsingGET: async () =>
    get(`/rest/v1/activities/deletedleads.json?${await since()}`),
  getLeadActivitiesUsingGET: async () =>
    get(`/rest/v1/activities.json?activityTypeIds=1,12,13,100001&${await since()}`),
  describeUsingGET_2: () => get('/rest/v1/leads/describe.json'),
  describeUsingGET_6: () => get('/rest/v1/leads/describe2.json'),
  getDailyUsageUsingGET: () => get('/rest/v1/stats/usage.json'),
  getLast7DaysUsageUsingGET: () => get('/rest/v1/stats/usage/last7days.json'),
  getDailyErrorsUsingGET: () => counted('/rest/v1/stats/errors.json'),
  getLast7DaysErrorsUsingGET: () => counted('/rest/v1/stats/errors/last7days.json'),
};

async function since(): Promise<string> {
  const { nextPageToken = '' } = (await get(SINCE)).json;
  return new URLSearchParams({ nextPageToken }).toString();
}

/** The errors once there is one. */
async function counted(path: string): Promise<Reply> {
  await get('/rest/v1/nothing.json');
  return get(path);
}

/** The six calls of a bulk extract, each on a job of its own. */
function bulk(name: string, path: string, body: object): typeof answers {
  const created = async () => {
    const [job] = (await create(`${path}/create.json`, body)).json.result ?? [];
    return `${path}/${String(job?.['exportId'])}`;
  };
  const completed = async () => {
    const job = await created();
    await post(`${job}/enqueue.json`);
    await session.emulator.advance(120);
    return job;
  };
  return {
    [`createExport${name}UsingPOST`]: () => create(`${path}/create.json`, body),
    [`enqueueExport${name}UsingPOST`]: async () => post(`${await created()}/enqueue.json`),
    [`getExport${name}StatusUsingGET`]: async () => get(`${await completed()}/status.json`),
    [`getExport${name}FileUsingGET`]: async () => get(`${await completed()}/file.json`),
    [`cancelExport${name}UsingPOST`]: async () => post(`${await created()}/cancel.json`),
    [`getExport${name}UsingGET`]: async () => {
      for (let job = 0; job < 2; job += 1) await created();
      return get(`${path}.json?batchSize=1`);
    },
  };
}

/** Complaints that no exception covers; the others are noted as needed. */
function unexcused(operationId: string, { text, json }: Reply): string[] {
  const isJson = Object.keys(json).length > 0;
  const all = complaints(operationId, isJson ? json : text);
  for (const each of all) needed.add(each);
  return all.filter((each) => !exceptions.has(each));
}

describe('the Swagger', () => {
  test.each(operations)('agrees with the answer of $operationId', async ({ operationId }) => {
    const reply = await answers[operationId]!();
    expect(reply.status).toBe(200);
    expect(reply.json.success ?? true).toBe(true);
    expect(unexcused(operationId, reply)).toEqual([]);
  });

  test.each(operations.filter(({ path }) => !path.startsWith('/identity')))(
    'agrees with the error of $operationId',
    async ({ operationId, method, path }) => {
      const headers = { Authorization: 'Bearer none' };
      const url = `${session.emulator.url}${path}`;
      const response = await fetch(url, { method: method.toUpperCase(), headers });
      const text = await response.text();
      const json = JSON.parse(text) as Reply['json'];
      expect(json.errors).toMatchObject([{ code: '601' }]);
      const reply = { status: 200, headers: response.headers, text, json };
      expect(unexcused(operationId, reply)).toEqual([]);
    },
  );

  test('needs every exception that is made for it', () => {
    expect([...exceptions.keys()].filter((each) => !needed.has(each))).toEqual([]);
  });

  test.each([
    [
      'a member it does not name',
      { exportId: 'a', status: 'Created', more: 1 },
      /ExportResponse additionalProperties more/,
    ],
    [
      'a time that is none',
      { exportId: 'a', status: 'Created', createdAt: 'now' },
      /ExportResponse.createdAt format/,
    ],
    ['a member that is missing', { status: 'Created' }, /ExportResponse required exportId/],
    [
      'a member of another type',
      { exportId: 1, status: 'Created' },
      /ExportResponse.exportId type string/,
    ],
  ])('would complain about %s', (_name, job, complaint) => {
    const answer = { requestId: 'a#b', result: [job], success: true };
    expect(complaints('createExportActivitiesUsingPOST', answer).join()).toMatch(complaint);
  });
});
