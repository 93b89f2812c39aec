import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BULK, errorOf, Session, type Reply } from './session.ts';

let session: Session;
beforeEach(async () => {
  session = await Session.start({ concurrentCalls: null });
});
afterEach(() => session.emulator.close());

const ACTIVITIES = '/rest/v1/activities';
const get = (path: string, query: Readonly<Record<string, string>> = {}) =>
  session.call('GET', `/rest/v1/${path}.json?${new URLSearchParams(query).toString()}`);

async function tokenSince(sinceDatetime: string): Promise<string> {
  return (await get('activities/pagingtoken', { sinceDatetime })).json.nextPageToken ?? '';
}

/** Every page from a moment on, as a client reads them: until moreResult is false. */
async function pages(path: string, since: string, query = {}): Promise<Reply[]> {
  const read: Reply[] = [];
  let nextPageToken = await tokenSince(since);
  do {
    const reply = await get(path, { ...query, nextPageToken });
    expect(errorOf(reply)).toBe('none');
    read.push(reply);
    nextPageToken = reply.json.nextPageToken ?? '';
  } while (read.at(-1)?.json.moreResult === true);
  return read;
}

const rowsOf = (replies: readonly Reply[]) => replies.flatMap(({ json }) => json.result ?? []);

describe('Get Lead Activities', () => {
  test('gives each row of the window once, and the rows that a file has', async () => {
    const replies = await pages('activities', '2025-06-10T00:00:00Z', { activityTypeIds: '1,13' });
    const truth = session.emulator.truthRows({
      startAt: '2025-06-10T00:00:00Z',
      endAt: '2025-06-10T12:00:00Z',
      activityTypeIds: [1, 13],
    });
    const inShort = (row: Readonly<Record<string, unknown>>) =>
      [row['marketoGUID'], row['leadId'], row['activityDate'], row['activityTypeId']].join();
    const seen = rowsOf(replies).map(inShort);
    expect(seen.length).toBeGreaterThan(300);
    expect(seen.sort()).toEqual(truth.map(inShort).sort());
  });

  test('gives at most 300 rows a page, or batchSize', async () => {
    const nextPageToken = await tokenSince('2025-06-01T00:00:00Z');
    const lengths = await Promise.all(
      [{}, { batchSize: '7' }, { batchSize: '500' }, { batchSize: 'many' }].map(async (size) => {
        const reply = await get('activities', { activityTypeIds: '1', nextPageToken, ...size });
        return reply.json.result?.length;
      }),
    );
    expect(lengths).toEqual([300, 7, 300, 300]);
  });

  test('can give a short page and say that there is more', async () => {
    const nextPageToken = await tokenSince('2025-05-01T00:00:00Z');
    const reply = await get('activities', { activityTypeIds: '115', nextPageToken });
    expect(reply.json.result?.length).toBeLessThan(300);
    expect(reply.json.moreResult).toBe(true);
  });

  test('has a token on the last page too, which later gives what came since', async () => {
    const [last] = await pages('activities', '2025-06-10T11:59:00Z', { activityTypeIds: '1,6,10' });
    await session.emulator.advance(3000);
    const nextPageToken = last?.json.nextPageToken ?? '';
    const reply = await get('activities', { activityTypeIds: '1,6,10', nextPageToken });
    const dates = reply.json.result?.map(({ activityDate }) => String(activityDate)) ?? [];
    expect(dates.length).toBeGreaterThan(0);
    expect(dates.every((date) => date > '2025-06-10T12:00:00Z')).toBe(true);
  });

  test('is narrowed by leads, assets and a static list', async () => {
    const since = '2025-06-09T00:00:00Z';
    const all = rowsOf(await pages('activities', since, { activityTypeIds: '1' }));
    const [first] = all;
    const leadIds = String(first?.['leadId']);
    const assetIds = String(first?.['primaryAttributeValueId']);
    const narrowed = async (query: object) =>
      rowsOf(await pages('activities', since, { activityTypeIds: '1', ...query }));
    expect(await narrowed({ leadIds })).toEqual(
      all.filter(({ leadId }) => String(leadId) === leadIds),
    );
    const ofAsset = all.filter((row) => String(row['primaryAttributeValueId']) === assetIds);
    expect(await narrowed({ assetIds })).toEqual(ofAsset);
    const ofList = await narrowed({ listId: '2001' });
    expect(ofList.length).toBeGreaterThan(0);
    expect(ofList.length).toBeLessThan(all.length / 2);
    expect(await narrowed({ listId: '1' })).toEqual([]);
  });

  test('leaves out empty members, and has its members in the order of the page', async () => {
    const rows = rowsOf(
      await pages('activities', '2025-06-10T06:00:00Z', { activityTypeIds: '1,12' }),
    );
    const order =
      'id marketoGUID leadId activityDate activityTypeId campaignId primaryAttributeValueId primaryAttributeValue attributes'.split(
        ' ',
      );
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(order.filter((name) => name in row));
      expect(Object.values(row)).not.toContain(null);
    }
    expect(rows.some((row) => !('campaignId' in row))).toBe(true);
  });
});

test('the page of deleted leads has 300 rows of type 37, and those of 14 days make three', async () => {
  const replies = await pages('activities/deletedleads', '2020-01-01T00:00:00Z');
  const rows = rowsOf(replies);
  expect(replies.map(({ json }) => json.result?.length)).toEqual([300, 300, rows.length - 600]);
  expect(new Set(rows.map(({ marketoGUID }) => marketoGUID)).size).toBe(rows.length);
  expect(new Set(rows.map(({ activityTypeId }) => activityTypeId))).toEqual(new Set([37]));
  const dates = rows.map(({ activityDate }) => String(activityDate));
  expect([dates[0], dates.at(-1)]).toEqual(['2025-05-27T12:00:00Z', '2025-06-10T12:00:00Z']);
});

test('deleted leads begin at the moment of the token', async () => {
  const rows = rowsOf(await pages('activities/deletedleads', '2025-06-10T11:00:00Z'));
  expect(rows.map(({ activityDate }) => activityDate)).toEqual([
    '2025-06-10T11:00:00Z',
    '2025-06-10T11:30:00Z',
    '2025-06-10T12:00:00Z',
  ]);
});

test('a paging token is what the page shows: moment and position in base32', async () => {
  expect(await tokenSince('2008-11-06T00:00:00Z')).toBe(
    'GIYDAOBNGEYS2MBWKQYDAORQGA5DAMBOGAYDAKZQGAYDALBQ',
  );
});

test.each([
  ['activities/pagingtoken', {}, '701 sinceDatetime cannot be blank'],
  ['activities/pagingtoken', { sinceDatetime: 'yesterday' }, '704 Invalid date format'],
  ['activities/pagingtoken', { sinceDatetime: '2025-02-30' }, '704 Invalid date format'],
  ['activities/deletedleads', {}, '701 nextPageToken cannot be blank'],
  ['activities/deletedleads', { nextPageToken: 'nonsense' }, '1003 Invalid nextPageToken'],
  ['activities', { activityTypeIds: '1' }, '701 nextPageToken cannot be blank'],
  ['activities', { nextPageToken: 'TOKEN' }, '701 activityTypeIds cannot be blank'],
  [
    'activities',
    { nextPageToken: 'TOKEN', activityTypeIds: 'one' },
    "1001 Invalid value 'one'. Required of type 'Integer'",
  ],
  [
    'activities',
    { nextPageToken: 'TOKEN', activityTypeIds: '1,2,3,4,5,6,7,8,9,10,11' },
    '1003 More than 10 values in activityTypeIds',
  ],
  [
    'activities',
    { nextPageToken: 'TOKEN', activityTypeIds: '1', leadIds: '1,'.repeat(31) },
    '1003 More than 30 values in leadIds',
  ],
])('%s with %j is %s', async (path, query: Readonly<Record<string, string>>, error) => {
  const token = await tokenSince('2025-06-10T00:00:00Z');
  const filled = query['nextPageToken'] === 'TOKEN' ? { ...query, nextPageToken: token } : query;
  expect(errorOf(await get(path, filled))).toBe(error);
});

test.each(['2025-06-10T00:00:00+02:00', '2025-06-09T22:00:00Z', '2025-06-09T22:00:00'])(
  'a token for %s is the same moment, with the plus encoded or not',
  async (moment) => {
    const path = `${ACTIVITIES}/pagingtoken.json?sinceDatetime=${moment}`;
    const bare = await session.call('GET', path);
    expect(bare.json.nextPageToken).toBe(await tokenSince('2025-06-09T22:00:00Z'));
  },
);

describe('the statistics', () => {
  test('count the calls of each user, but no identity and no errors', async () => {
    const users = ['demo', 'other'].map((name) => ({ clientId: name, clientSecret: name }));
    await session.emulator.close();
    session = await Session.start({ users });
    const other = new Session(session.emulator, 'other');
    for (let call = 0; call < 3; call += 1) await session.call('GET', `${BULK}.json`);
    await other.call('GET', `${BULK}.json`);
    await other.status('unknown');
    expect((await get('stats/usage')).json.result).toEqual([
      {
        date: '2025-06-10',
        total: 4,
        users: [
          { userId: 'demo@example.invalid', count: 3 },
          { userId: 'other@example.invalid', count: 1 },
        ],
      },
    ]);
  });

  test('count errors by code, those of faults too', async () => {
    await session.status('unknown');
    await get('nothing');
    await session.create({});
    session.emulator.addFaults({ on: 'list', times: 1, do: { errorCode: '604' } });
    await session.call('GET', `${BULK}.json`);
    expect((await get('stats/errors')).json.result).toEqual([
      {
        date: '2025-06-10',
        total: 4,
        errors: [
          { errorCode: '610', count: 2 },
          { errorCode: '1003', count: 1 },
          { errorCode: '604', count: 1 },
        ],
      },
    ]);
  });

  test.each(['usage', 'errors'])(
    'of %s for seven days begin with today, empty days too',
    async (kind) => {
      await get('nothing');
      await session.call('GET', `${BULK}.json`);
      session.emulator.expireTokens();
      await session.emulator.advance(2 * 86_400);
      session = new Session(session.emulator);
      const { json } = await get(`stats/${kind}/last7days`);
      expect(json.result?.map(({ date, total }) => [date, total])).toEqual([
        ['2025-06-12', 0],
        ['2025-06-11', 0],
        ['2025-06-10', 1],
        ['2025-06-09', 0],
        ['2025-06-08', 0],
        ['2025-06-07', 0],
        ['2025-06-06', 0],
      ]);
    },
  );

  test('belong to the day of the quota', async () => {
    await session.emulator.close();
    session = await Session.start({ startTime: '2025-06-11T04:59:59Z' });
    await session.call('GET', `${BULK}.json`);
    expect((await get('stats/usage')).json.result).toMatchObject([
      { date: '2025-06-10', total: 1 },
    ]);
    await session.emulator.advance(1);
    expect((await get('stats/usage')).json.result).toMatchObject([
      { date: '2025-06-11', total: 0 },
    ]);
  });
});

test('Describe Lead and Describe Lead2 name the same fields', async () => {
  const [first, second] = [await get('leads/describe'), await get('leads/describe2')];
  const names = first.json.result?.map(({ rest }) => (rest as { name: string }).name);
  const [lead] = second.json.result ?? [];
  expect((lead?.['fields'] as { name: string }[]).map(({ name }) => name)).toEqual(names);
  expect(names).toEqual(expect.arrayContaining(['id', 'email', 'createdAt', 'company']));
  expect(lead?.['searchableFields']).toContainEqual(['email']);
});

describe('permissions', () => {
  test.each([
    ['activities/types', ['lead'], '603'],
    ['activities/types', ['activity'], 'none'],
    ['leads/describe', ['activity'], '603'],
    ['leads/describe', ['lead'], 'none'],
    ['stats/usage', [], 'none'],
  ] as const)('%s for a user with %j is %s', async (path, permissions, code) => {
    await session.emulator.close();
    const user = { clientId: 'demo', clientSecret: 'demo', permissions };
    session = await Session.start({ users: [user] });
    const reply = await get(path);
    expect(reply.json.errors?.[0]?.code ?? 'none').toBe(code);
  });
});
