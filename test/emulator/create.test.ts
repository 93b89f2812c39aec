import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BULK, DAY, errorOf, Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await Session.start({ concurrentCalls: null });
});
afterAll(() => session.emulator.close());

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const names = (count: number) => numbers(count).map(String);
const filter = (members: object) => ({ filter: { createdAt: DAY, ...members } });
const window = (startAt: string, endAt: string) => ({ filter: { createdAt: { startAt, endAt } } });

describe('create accepts', () => {
  test.each<[string, object]>([
    ['a filter alone', filter({})],
    ['exactly 31 days', window('2025-05-01T00:00:00Z', '2025-06-01T00:00:00Z')],
    [
      '31 days over a change of daylight saving',
      window('2025-03-01T00:00:00Z', '2025-04-01T00:00:00Z'),
    ],
    ['startAt equal to endAt', window('2025-05-01T00:00:00Z', '2025-05-01T00:00:00Z')],
    ['milliseconds', window('2025-05-01T00:00:00.000Z', '2025-05-02T00:00:00.999Z')],
    ['an offset without colon', window('2025-05-01T00:00:00+0000', '2025-05-02T00:00:00-0600')],
    ['an offset with colon', window('2025-05-01T00:00:00+05:30', '2025-05-02T00:00:00Z')],
    ['dates alone', window('2025-05-01', '2025-05-02')],
    ['times without zone', window('2025-05-01T00:00:00', '2025-05-02T00:00:00')],
    ['an end in the future', window('2025-06-09T00:00:00Z', '2025-06-20T00:00:00Z')],
    ['types', filter({ activityTypeIds: [1, 12, 9999] })],
    [
      '50 primary attribute values',
      filter({ activityTypeIds: [2], primaryAttributeValues: names(50) }),
    ],
    [
      'primary ids of one group',
      filter({ activityTypeIds: [13, 22], primaryAttributeValueIds: [21] }),
    ],
    ['fields with actionResult', { ...filter({}), fields: ['actionResult', 'attributes'] }],
    [
      'null for what is optional',
      {
        ...filter({ activityTypeIds: null, primaryAttributeValues: null }),
        fields: null,
        format: null,
        columnHeaderNames: null,
      },
    ],
    ['no fields in the list', { ...filter({}), fields: [] }],
    ['unknown members', { ...filter({}), _bookkeeping: 1, activityTypeIds: [1] }],
    ['TSV', { ...filter({}), format: 'TSV' }],
    [
      'headers for exported fields',
      { ...filter({}), fields: ['leadId'], columnHeaderNames: { leadId: 'Lead' } },
    ],
  ])('%s', async (_name, body) => {
    const reply = await session.create(body);
    expect(errorOf(reply)).toBe('none');
    expect(reply.json.result).toMatchObject([{ status: 'Created' }]);
  });
});

describe('create refuses with 1003', () => {
  test.each<[string, unknown]>([
    ['no filter', {}],
    ['a filter as an array', { filter: [] }],
    ['a filter as text', { filter: 'createdAt' }],
    ['no createdAt', { filter: { activityTypeIds: [1] } }],
    ['createdAt without endAt', { filter: { createdAt: { startAt: DAY.startAt } } }],
    ['a body that is no object', [1]],
    ['31 days and a second', window('2025-05-01T00:00:00Z', '2025-06-01T00:00:01Z')],
    ['startAt after endAt', window('2025-05-02T00:00:00Z', '2025-05-01T00:00:00Z')],
    ['an unreadable date', window('yesterday', '2025-05-01T00:00:00Z')],
    ['a date that does not exist', window('2025-02-30', '2025-03-01')],
    ['type 37', filter({ activityTypeIds: [1, 37] })],
    ['no types in the list', filter({ activityTypeIds: [] })],
    ['types as text', filter({ activityTypeIds: ['1'] })],
    ['51 values', filter({ activityTypeIds: [2], primaryAttributeValues: names(51) })],
    ['51 ids', filter({ activityTypeIds: [2], primaryAttributeValueIds: numbers(51) })],
    [
      'both primary filters',
      filter({
        activityTypeIds: [2],
        primaryAttributeValues: ['a'],
        primaryAttributeValueIds: [1],
      }),
    ],
    ['a primary filter without types', filter({ primaryAttributeValues: ['a'] })],
    [
      'a primary filter with types of two groups',
      filter({ activityTypeIds: [2, 104], primaryAttributeValues: ['a'] }),
    ],
    [
      'a primary filter with a foreign type',
      filter({ activityTypeIds: [1], primaryAttributeValues: ['a'] }),
    ],
    [
      'headers for fields not exported',
      { ...filter({}), fields: ['leadId'], columnHeaderNames: { campaignId: 'C' } },
    ],
    [
      'headers as name and value',
      { ...filter({}), columnHeaderNames: { name: 'leadId', value: 'Lead' } },
    ],
    ['another format', { ...filter({}), format: 'XML' }],
  ])('%s', async (_name, body) => {
    const reply = await session.create(body);
    expect(reply.status).toBe(200);
    expect(reply.json.success).toBe(false);
    expect(reply.json.errors?.[0]?.code).toBe('1003');
    expect(reply.json.result).toBeUndefined();
  });

  test('unknown fields, and names all of them', async () => {
    const reply = await session.create({ ...filter({}), fields: ['leadId', 'a', 'b'] });
    expect(errorOf(reply)).toBe('1003 Invalid fields [a, b]');
  });

  test('a missing filter in the words that were seen', async () => {
    const reply = await session.create({});
    expect(errorOf(reply)).toBe("1003 Invalid value specified for attribute 'filter'");
  });
});

test.each([
  ['another content type', 'text/plain', '{}', '612'],
  ['no content type', '', '{}', '612'],
  ['a body that is not JSON', 'application/json', '{', '609'],
  ['an empty body', 'application/json', '', '609'],
])('create answers %s with its own code', async (_name, type, text, code) => {
  const body = Buffer.from(text);
  const headers = type === '' ? undefined : { 'Content-Type': type };
  const reply = await session.call('POST', `${BULK}/create.json`, {
    ...(headers === undefined ? {} : { headers }),
    body,
  });
  expect(reply.json.errors?.[0]?.code).toBe(code);
});

test('a content type with charset is JSON all the same', async () => {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  const body = JSON.stringify(filter({}));
  const reply = await session.call('POST', `${BULK}/create.json`, { headers, body });
  expect(reply.json.success).toBe(true);
});

test('a body over 1 MB is HTTP 413', async () => {
  const reply = await session.create({ ...filter({}), padding: 'x'.repeat(1_048_576) });
  expect(reply.status).toBe(413);
});

test('a URI over 8 KB is HTTP 414', async () => {
  const reply = await session.call('GET', `${BULK}.json?status=${'x'.repeat(8200)}`);
  expect(reply.status).toBe(414);
});

test.each([
  ['GET', `${BULK}/create.json`, '605'],
  ['POST', `${BULK}.json`, '605'],
  ['GET', '/bulk/v1/activities/nothing.json', '610'],
  ['GET', '/bulk/v1//activities/export.json', '610'],
])('%s %s is %s', async (method, path, code) => {
  const reply = await session.call(method, path);
  expect(reply.status).toBe(200);
  expect(reply.json.errors?.[0]?.code).toBe(code);
});

test('the envelope has requestId, result and success in this order, as JSON in UTF-8', async () => {
  const reply = await session.create(filter({}));
  expect(Object.keys(reply.json)).toEqual(['requestId', 'result', 'success']);
  expect(reply.json.requestId).toMatch(/^[0-9a-f]+#[0-9a-f]+$/);
  expect(reply.headers.get('content-type')).toBe('application/json;charset=UTF-8');
  expect(reply.headers.get('date')).toBe('Tue, 10 Jun 2025 12:00:00 GMT');
});
