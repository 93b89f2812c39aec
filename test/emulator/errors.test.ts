import { afterEach, describe, expect, test } from 'vitest';
import { rawRequest } from './raw-request.ts';
import { BULK, DAY, errorOf, Session, type Reply } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

const LIST = `${BULK}.json`;
const list = () => session.call('GET', LIST);
const rest = (path: string) => session.call('GET', `/rest/v1/${path}`);

function posted(path: string, text: string, type = 'application/json'): Promise<Reply> {
  return session.call('POST', path, { headers: { 'Content-Type': type }, body: text });
}

const create = (text: string, type?: string) => posted(`${BULK}/create.json`, text, type);
const createLeads = (body: object) =>
  posted('/bulk/v1/leads/export/create.json', JSON.stringify(body));

/** The codes of §4.2 that come of themselves, with what brings each about. The others come by faults only. */
const natural: Readonly<Record<string, () => Promise<Reply>>> = {
  601: async () => {
    await list();
    session.emulator.expireTokens();
    await list();
    return list();
  },
  602: async () => {
    await list();
    session.emulator.expireTokens();
    return list();
  },
  603: () => new Session(session.emulator, 'poor').call('GET', LIST),
  605: () => session.call('DELETE', LIST),
  606: async () => {
    for (let call = 0; call < 5; call += 1) await list();
    return list();
  },
  607: async () => {
    for (let call = 0; call < 6; call += 1) {
      await list();
      await session.emulator.advance(30);
    }
    return list();
  },
  609: () => create('{'),
  610: () => rest('nothing.json'),
  612: () => create('{}', 'text/plain'),
  615: async () => {
    session.emulator.addFaults({ on: 'list', do: { delayAnswerMs: 300 } });
    const held = list();
    await expect.poll(() => session.emulator.log().at(-1)?.operation).toBe('list');
    const reply = await rest('activities/types.json');
    await held;
    return reply;
  },
  701: () => rest('activities/pagingtoken.json'),
  704: () => rest('activities/pagingtoken.json?sinceDatetime=now'),
  1001: async () => {
    const token = (await rest('activities/pagingtoken.json?sinceDatetime=2025-06-10')).json;
    const nextPageToken = token.nextPageToken ?? '';
    return rest(
      `activities.json?${new URLSearchParams({ nextPageToken, activityTypeIds: 'a' }).toString()}`,
    );
  },
  1002: () => createLeads({ filter: { createdAt: DAY } }),
  1003: () => create('{}'),
  1006: () => createLeads({ filter: { createdAt: DAY }, fields: ['gone'] }),
  1013: () => posted('/bulk/v1/customobjects/boat_c/export/create.json', '{}'),
  1029: async () => {
    const exportId = await session.created();
    await session.enqueue(exportId);
    return session.enqueue(exportId);
  },
  1035: () => createLeads({ filter: { updatedAt: DAY }, fields: ['id'] }),
};

describe('a code that comes of itself', () => {
  test.each(Object.keys(natural))('%s is HTTP 200 without result, code quoted', async (code) => {
    session = await Session.start({
      users: [
        { clientId: 'demo', clientSecret: 'demo' },
        { clientId: 'poor', clientSecret: 'poor', permissions: [] },
      ],
      callsPerSpan: code === '606' ? 5 : null,
      dailyCalls: code === '607' ? 6 : null,
      concurrentCalls: code === '615' ? 1 : null,
      unsupportedFilters: ['updatedAt'],
    });
    const reply = await natural[code]!();
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(Object.keys(reply.json)).toEqual(['requestId', 'success', 'errors']);
    expect(reply.json).toMatchObject({ success: false, errors: [{ code }] });
    expect(reply.json.errors?.[0]?.message).not.toBe('');
  });
});

test.each([
  ['413 for a body', 413, LIST, 'x'.repeat(1_048_577)],
  ['414 for a URI', 414, `${LIST}?status=${'x'.repeat(8192)}`, undefined],
  ['414 for a URI longer than Node takes', 414, `${LIST}?status=${'x'.repeat(100_000)}`, undefined],
])('sizes are told by HTTP, before the token: %s', async (_name, status, path, body) => {
  session = await Session.start();
  const method = body === undefined ? 'GET' : 'POST';
  const call = { method, path, headers: { Authorization: 'Bearer none' }, ...(body && { body }) };
  expect((await rawRequest(session, call)).status).toBe(status);
});

test('the token is checked before the permission, that before the limits, and these before the URL', async () => {
  session = await Session.start({
    users: [{ clientId: 'demo', clientSecret: 'demo', permissions: ['activity'] }],
    callsPerSpan: 1,
  });
  const codes: string[] = [];
  const note = async (reply: Promise<Reply>) => codes.push(errorOf(await reply).slice(0, 3));
  await list();
  await note(session.call('GET', '/rest/v1/leads/describe.json'));
  await note(rest('nothing.json'));
  session.emulator.expireTokens();
  await note(rest('nothing.json'));
  expect(codes).toEqual(['603', '606', '602']);
});

test('every answer has a requestId of its own, whose right part is the time in hex', async () => {
  session = await Session.start();
  const replies = [await list(), await rest('nothing.json'), await list()];
  const ids = replies.map(({ json }) => json.requestId ?? '');
  expect(new Set(ids).size).toBe(3);
  const times = ids.map((id) => new Date(parseInt(id.split('#')[1] ?? '', 16)).toISOString());
  expect(new Set(times)).toEqual(new Set(['2025-06-10T12:00:00.000Z']));
});
