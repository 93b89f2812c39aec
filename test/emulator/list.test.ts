import { afterEach, expect, test } from 'vitest';
import { BULK, Session, type Reply } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

const list = (query = '') => session.call('GET', `${BULK}.json${query}`);
const ids = (reply: Reply) => reply.json.result?.map((job) => job['exportId']);

async function oneOfEach(): Promise<Record<string, string>> {
  const completed = await session.completed();
  const cancelled = await session.created();
  await session.cancel(cancelled);
  const created = await session.created();
  const queued = await session.created();
  await session.enqueue(queued);
  return { completed, cancelled, created, queued };
}

test.each([
  ['', ['completed', 'cancelled', 'created', 'queued']],
  ['?status=Completed,Created', ['completed', 'created']],
  ['?status=Created&status=Queued', ['created', 'queued']],
  ['?status=Cancelled', ['cancelled']],
  ['?status=canceled', ['cancelled']],
  ['?status=Failed', []],
])('the list with "%s" shows those jobs', async (query, names) => {
  session = await Session.start();
  const jobs = await oneOfEach();
  const reply = await list(query);
  expect(ids(reply)).toEqual(names.map((name) => jobs[name]));
  expect(reply.json.nextPageToken).toBeUndefined();
});

test('the list pages by batchSize until there is no token, which stands last', async () => {
  session = await Session.start();
  const created = [];
  for (let index = 0; index < 5; index += 1) created.push(await session.created());
  const first = await list('?batchSize=2');
  const second = await list(`?batchSize=2&nextPageToken=${first.json.nextPageToken ?? ''}`);
  expect(Object.keys(first.json)).toEqual(['requestId', 'result', 'success', 'nextPageToken']);
  const third = await list(`?batchSize=2&nextPageToken=${second.json.nextPageToken ?? ''}`);
  expect([first, second, third].flatMap(ids)).toEqual(created);
  expect(third.json.nextPageToken).toBeUndefined();
});

test('a page has at most 300 jobs', async () => {
  session = await Session.start({ dailyCalls: null });
  for (let index = 0; index < 301; index += 1) await session.created();
  expect((await list('?batchSize=500')).json.result).toHaveLength(300);
  expect((await list()).json.result).toHaveLength(300);
});

test('jobs created more than seven days ago are not listed', async () => {
  session = await Session.start({ tokenLifeSeconds: 1e7 });
  const exportId = await session.created();
  await session.emulator.advance(7 * 86_400);
  expect(ids(await list())).toEqual([exportId]);
  await session.emulator.advance(1);
  expect(ids(await list())).toEqual([]);
});

test('types.json names each type with primary attribute and attributes', async () => {
  session = await Session.start();
  const reply = await session.call('GET', '/rest/v1/activities/types.json');
  const types = new Map(reply.json.result?.map((type) => [type['id'], type]));
  expect(types.get(104)).toMatchObject({
    name: 'Change Status in Progression',
    primaryAttribute: { name: 'Program ID', dataType: 'integer' },
  });
  expect(types.get(12)).not.toHaveProperty('primaryAttribute');
  expect(types.get(100_001)).toHaveProperty('apiName');
  expect(types.get(37)).toMatchObject({ name: 'Delete Lead' });
});
