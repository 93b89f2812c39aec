import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BULK, DAY, errorOf, Session, type Reply } from './session.ts';

let session: Session;
beforeEach(async () => {
  session = await Session.start({ concurrentCalls: null });
});
afterEach(() => session.emulator.close());

const LEADS = '/bulk/v1/leads/export';
const MEMBERS = '/bulk/v1/program/members/export';
const CARS = '/bulk/v1/customobjects/car_c/export';
const WEEK = { startAt: '2025-06-01T00:00:00Z', endAt: '2025-06-07T23:59:59Z' };

/** A body that creates a job of each object type. */
const bodies = {
  [BULK]: { filter: { createdAt: DAY } },
  [LEADS]: { filter: { createdAt: DAY }, fields: ['id'] },
  [MEMBERS]: { filter: { programId: 1001 }, fields: ['leadId'] },
  [CARS]: { filter: { updatedAt: WEEK }, fields: ['vIN'] },
};
const paths = Object.keys(bodies);

function create(path: string, body: unknown = bodies[path as keyof typeof bodies]): Promise<Reply> {
  const headers = { 'Content-Type': 'application/json' };
  return session.call('POST', `${path}/create.json`, { headers, body: JSON.stringify(body) });
}

async function created(path: string, body?: unknown): Promise<string> {
  const reply = await create(path, body);
  expect(errorOf(reply)).toBe('none');
  return String(reply.json.result?.[0]?.['exportId']);
}

const enqueue = (path: string, id: string) => session.call('POST', `${path}/${id}/enqueue.json`);

/** The rows of a job, from create to file. */
async function rowsOf(path: string, body: unknown): Promise<Record<string, string>[]> {
  const id = await created(path, body);
  await enqueue(path, id);
  await session.emulator.advance(90);
  const [job] = (await session.call('GET', `${path}/${id}/status.json`)).json.result ?? [];
  const text = await (await session.raw('GET', `${path}/${id}/file.json`)).text();
  const rows: Record<string, string>[] = parse(text, { columns: true });
  expect(job).toMatchObject({
    status: 'Completed',
    numberOfRecords: rows.length,
    fileSize: Buffer.byteLength(text),
  });
  return rows;
}

describe('jobs of all object types', () => {
  test('share two running slots, first in first out', async () => {
    for (const path of paths) await enqueue(path, await created(path));
    await session.emulator.advance(30);
    const states = session.emulator.jobs().map(({ state }) => state);
    expect(states).toEqual(['Processing', 'Processing', 'Queued', 'Queued']);
  });

  test('share ten places in the queue', async () => {
    for (let job = 0; job < 10; job += 1) await enqueue(LEADS, await created(LEADS));
    expect(errorOf(await session.enqueue(await session.created()))).toBe(
      '1029 Too many jobs in queue',
    );
  });

  test('share the daily quota', async () => {
    await session.emulator.close();
    session = await Session.start({ quotaBytes: 1000 });
    await session.completed();
    for (const path of paths)
      expect(errorOf(await create(path))).toMatch(/^1029 Export daily quota/);
  });

  test.each(paths)('are listed only under their own: %s', async (path) => {
    const ids = new Map<string, string>();
    for (const each of paths) ids.set(each, await created(each));
    const { json } = await session.call('GET', `${path}.json`);
    expect(json.result?.map(({ exportId }) => exportId)).toEqual([ids.get(path)]);
  });

  test.each(paths)('are unknown under every other: %s', async (path) => {
    const id = await created(path);
    for (const other of paths.filter((each) => each !== path)) {
      const calls = [
        ['GET', 'status'],
        ['POST', 'enqueue'],
        ['POST', 'cancel'],
      ].map(([method = '', step = '']) => session.call(method, `${other}/${id}/${step}.json`));
      const errors = (await Promise.all(calls)).map(errorOf);
      expect(new Set(errors)).toEqual(new Set(['610 Requested resource not found']));
      expect((await session.raw('GET', `${other}/${id}/file.json`)).status).toBe(404);
    }
  });

  test.each(paths)('of one API user are unknown to another: %s', async (path) => {
    await session.emulator.close();
    const users = ['demo', 'other'].map((name) => ({ clientId: name, clientSecret: name }));
    session = await Session.start({ users });
    const stranger = new Session(session.emulator, 'other');
    const id = await created(path);
    const calls = ['GET status', 'POST enqueue', 'POST cancel', 'GET file'].map(async (call) => {
      const [method = '', step = ''] = call.split(' ');
      const reply = await stranger.call(method, `${path}/${id}/${step}.json`);
      return reply.json.errors?.[0]?.code ?? reply.status;
    });
    expect(await Promise.all(calls)).toEqual(['610', '610', '610', 404]);
    expect((await stranger.call('GET', `${path}.json`)).json.result).toEqual([]);
  });

  test.each([
    [BULK, 'activity'],
    [LEADS, 'lead'],
    [MEMBERS, 'lead'],
    [CARS, 'customObject'],
  ] as const)('need the permission of their object: %s is for %s', async (path, needed) => {
    await session.emulator.close();
    const users = (['activity', 'lead', 'customObject'] as const).map((permission) => ({
      clientId: permission,
      clientSecret: permission,
      permissions: [permission],
    }));
    session = await Session.start({ users });
    for (const { clientId } of users) {
      const reply = await new Session(session.emulator, clientId).call('GET', `${path}.json`);
      expect(errorOf(reply)).toBe(clientId === needed ? 'none' : '603 Access denied');
    }
  });
});

describe('create refuses', () => {
  const fields = ['id'];
  const range = { createdAt: DAY };
  test.each<[string, string, unknown, RegExp]>([
    ['leads without a filter', LEADS, { filter: {}, fields }, /^1003 /],
    [
      'leads with two filters',
      LEADS,
      { filter: { ...range, staticListId: 2001 }, fields },
      /^1003 .*exclude/,
    ],
    ['leads without fields', LEADS, { filter: range }, /^1002 .*'fields'/],
    ['leads with no fields in the list', LEADS, { filter: range, fields: [] }, /^1003 /],
    [
      'leads with a field that is not there',
      LEADS,
      { filter: range, fields: ['id', 'gone'] },
      /^1006 Field 'gone' not found$/,
    ],
    [
      'leads of 31 days and a second',
      LEADS,
      {
        filter: { createdAt: { startAt: '2025-05-01T00:00:00Z', endAt: '2025-06-01T00:00:01Z' } },
        fields,
      },
      /^1003 /,
    ],
    [
      'leads of a list by a number in quotes',
      LEADS,
      { filter: { staticListId: '2001' }, fields },
      /^1003 .*'staticListId'/,
    ],
    [
      'leads of a list by a name that is a number',
      LEADS,
      { filter: { staticListName: 2001 }, fields },
      /^1003 .*'staticListName'/,
    ],
    [
      'leads with headers for other fields',
      LEADS,
      { filter: range, fields, columnHeaderNames: { email: 'E' } },
      /^1003 /,
    ],
    [
      'members without a program',
      MEMBERS,
      { filter: { isExhausted: true }, fields: ['leadId'] },
      /^1003 /,
    ],
    [
      'members with both program filters',
      MEMBERS,
      { filter: { programId: 1001, programIds: [1001] }, fields: ['leadId'] },
      /^1003 .*exclude/,
    ],
    [
      'members of eleven programs',
      MEMBERS,
      { filter: { programIds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }, fields: ['leadId'] },
      /^1003 .*'programIds'/,
    ],
    [
      'members of a status that no program has',
      MEMBERS,
      { filter: { programId: 1001, statusNames: ['Asleep'] }, fields: ['leadId'] },
      /^1003 Invalid Data/,
    ],
    [
      'members of another cadence',
      MEMBERS,
      { filter: { programId: 1001, nurtureCadence: 'weekly' }, fields: ['leadId'] },
      /^1003 .*'nurtureCadence'/,
    ],
    ['custom objects by createdAt', CARS, { filter: range, fields: ['vIN'] }, /^1003 /],
    ['custom objects without fields', CARS, { filter: { staticListId: 2001 } }, /^1002 /],
    [
      'a custom object that is not there',
      CARS.replace('car_c', 'boat_c'),
      { filter: { staticListId: 2001 }, fields: ['vIN'] },
      /^1013 Object not found$/,
    ],
  ])('%s', async (_name, path, body, error) => {
    expect(errorOf(await create(path, body))).toMatch(error);
    expect(session.emulator.jobs()).toEqual([]);
  });

  test.each([
    [LEADS, { updatedAt: DAY }, 'updatedAt'],
    [LEADS, { smartListId: 8001 }, 'smartListId'],
    [MEMBERS, { programId: 1001, updatedAt: DAY }, 'updatedAt'],
    [CARS, { smartListName: 'Engaged leads' }, 'smartListName'],
  ])('%s with %j as 1035 where the subscription has no such filter', async (path, filter, name) => {
    await session.emulator.close();
    session = await Session.start({
      unsupportedFilters: ['updatedAt', 'smartListId', 'smartListName'],
    });
    const fields = path === CARS ? ['vIN'] : ['id'];
    expect(errorOf(await create(path, { filter, fields }))).toBe(
      `1035 Unsupported filter type for target subscription: ${name}`,
    );
    expect(errorOf(await create(LEADS))).toBe('none');
  });
});

describe('the file of leads', () => {
  const fields = ['id', 'email', 'createdAt', 'updatedAt', 'lastName'];

  test.each(['createdAt', 'updatedAt'])(
    'holds those whose %s is in the window, both ends inside',
    async (name) => {
      const rows = await rowsOf(LEADS, { filter: { [name]: WEEK }, fields });
      expect(rows.length).toBeGreaterThan(10);
      expect(Object.keys(rows[0] ?? {})).toEqual(fields);
      for (const row of rows) {
        expect(row[name]! >= WEEK.startAt && row[name]! <= WEEK.endAt).toBe(true);
      }
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    },
  );

  test('holds a lead whose createdAt is both ends of the window', async () => {
    const [row] = await rowsOf(LEADS, { filter: { createdAt: WEEK }, fields });
    const createdAt = { startAt: row?.['createdAt'], endAt: row?.['createdAt'] };
    expect(await rowsOf(LEADS, { filter: { createdAt }, fields })).toEqual([row]);
  });

  test.each([
    ['static list', { staticListId: 2001 }, { staticListName: 'SuccessWebCPS.Attendees' }],
    ['smart list', { smartListId: 8001 }, { smartListName: 'Engaged leads' }],
  ])('of a %s is the same by id and by name', async (_name, byId, byName) => {
    const rows = await rowsOf(LEADS, { filter: byId, fields });
    expect(rows.length).toBeGreaterThan(1000);
    expect(await rowsOf(LEADS, { filter: byName, fields })).toEqual(rows);
    expect(await rowsOf(LEADS, { filter: { staticListId: 1 }, fields })).toEqual([]);
  });

  test('has the headers and the format asked for, and null for what is empty', async () => {
    const body = {
      filter: { createdAt: WEEK },
      fields,
      format: 'SSV',
      columnHeaderNames: { id: 'Lead' },
    };
    const id = await created(LEADS, body);
    await enqueue(LEADS, id);
    await session.emulator.advance(90);
    const text = await (await session.raw('GET', `${LEADS}/${id}/file.json`)).text();
    expect(text.split('\n')[0]).toBe('Lead;email;createdAt;updatedAt;lastName');
    expect(text).toMatch(/;null;/);
  });
});

describe('the file of program members', () => {
  const fields = ['leadId', 'programId', 'statusName', 'nurtureCadence', 'isExhausted', 'email'];
  const rows = (filter: object) => rowsOf(MEMBERS, { filter, fields });

  test('of several programs begins with programId', async () => {
    const members = await rows({ programIds: [1001, 1003] });
    expect(Object.keys(members[0] ?? {})[0]).toBe('programId');
    expect(new Set(members.map(({ programId }) => programId))).toEqual(new Set(['1001', '1003']));
  });

  test('holds those that all filters let through, and any of the statuses', async () => {
    const all = await rows({ programId: 1001 });
    const filter = {
      statusNames: ['Invited', 'Attended'],
      isExhausted: false,
      nurtureCadence: 'norm',
    };
    const wanted = all.filter(
      (row) =>
        filter.statusNames.includes(row['statusName']!) &&
        row['isExhausted'] === 'false' &&
        row['nurtureCadence'] === 'norm',
    );
    expect(wanted.length).toBeGreaterThan(100);
    expect(await rows({ programId: 1001, ...filter })).toEqual(wanted);
  });
});

test('the file of custom objects has the cars of the leads that are listed', async () => {
  const list = { staticListId: 2001 };
  const cars = await rowsOf(CARS, { filter: list, fields: ['leadID', 'vIN', 'color'] });
  const leads = await rowsOf(LEADS, { filter: list, fields: ['id'] });
  const members = new Set(leads.map(({ id }) => id));
  expect(cars.length).toBeGreaterThan(1000);
  expect(cars.every(({ leadID }) => members.has(leadID))).toBe(true);
  expect(new Set(cars.map(({ vIN }) => vIN)).size).toBe(cars.length);
});

test('files of leads are the same bytes each time, ranges included', async () => {
  const texts = [];
  for (let job = 0; job < 2; job += 1) {
    const id = await created(LEADS);
    await enqueue(LEADS, id);
    await session.emulator.advance(90);
    const headers = { Range: 'bytes=3-12' };
    const response = await session.raw('GET', `${LEADS}/${id}/file.json`, { headers });
    expect(response.status).toBe(206);
    texts.push(await response.text());
  }
  expect(texts[0]).toHaveLength(10);
  expect(texts[1]).toBe(texts[0]);
});
