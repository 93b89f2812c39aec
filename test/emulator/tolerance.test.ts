import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawRequest, type RawReply } from './raw-request.ts';
import { BULK, DAY, Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await Session.start();
});
afterAll(() => session.emulator.close());

const LIST = `${BULK}.json`;
const TYPES = '/rest/v1/activities/types.json';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const codeOf = ({ json }: RawReply) => json.errors?.[0]?.code ?? 'none';

describe('a path', () => {
  test.each([
    ['with dot segments from /rest', `/rest/..${LIST}`, 'none'],
    ['with encoded dot segments', `/rest/%2e%2e${LIST}`, 'none'],
    ['with a dot segment that stays', `/bulk/./v1/activities/export.json`, 'none'],
    ['with an empty query', `${LIST}?`, 'none'],
    ['with an ampersand at the end', `${LIST}?batchSize=1&`, 'none'],
    ['with a parameter that nobody knows', `${LIST}?_=1733`, 'none'],
    ['with a double slash', `/bulk/v1//activities/export.json`, '610'],
    ['that begins with a double slash', `/${LIST}`, '610'],
    ['with the /rest that the Endpoint of Admin has', `/rest${LIST}`, '610'],
    ['with a slash at the end', `${LIST}/`, '610'],
    ['in capitals', LIST.toUpperCase(), '610'],
    ['without .json', BULK, '610'],
  ])('%s is answered %s with %s', async (_name, path, code) => {
    expect(codeOf(await rawRequest(session, { path }))).toBe(code);
  });
});

describe('a POST with _method=GET', () => {
  test.each([
    ['in the URL', `${LIST}?_method=GET`, FORM, 'batchSize=1'],
    ['in the URL, in small letters', `${LIST}?_method=get`, FORM, 'batchSize=1'],
    ['in the form', LIST, FORM, '_method=GET&batchSize=1'],
    ['in the URL and the query too', `${LIST}?_method=GET&batchSize=1`, {}, ''],
    [
      'in the URL with a JSON body, which says nothing',
      `${LIST}?_method=GET&batchSize=1`,
      JSON_TYPE,
      '{}',
    ],
  ])('%s is the GET with the form as its query', async (_name, path, headers, body) => {
    for (let job = 0; job < 2; job += 1) await session.created();
    const reply = await rawRequest(session, { method: 'POST', path, headers, body });
    expect(codeOf(reply)).toBe('none');
    expect(reply.json.result).toHaveLength(1);
  });

  test('takes a query that is too long for a URI', async () => {
    const body = `status=${'x'.repeat(20_000)}`;
    const path = `${LIST}?_method=GET`;
    const reply = await rawRequest(session, { method: 'POST', path, headers: FORM, body });
    expect(reply.json).toMatchObject({ success: true, result: [] });
  });

  test('stays 605 at a call that is no GET', async () => {
    const path = `${BULK}/create.json?_method=GET`;
    expect(codeOf(await rawRequest(session, { method: 'POST', path, headers: FORM }))).toBe('605');
  });

  test.each(['PUT', 'GET'])('means nothing beside %s', async (method) => {
    const path = `${BULK}/create.json?_method=POST`;
    expect(codeOf(await rawRequest(session, { method, path }))).toBe('605');
  });
});

describe('a body that is not asked for', () => {
  test.each(['{}', 'null', '{"_method":"POST"}', 'not JSON'])(
    'is not looked at by enqueue and cancel: %s',
    async (body) => {
      const exportId = await session.created();
      for (const [step, status] of [
        ['enqueue', 'Queued'],
        ['cancel', 'Cancelled'],
      ]) {
        const path = `${BULK}/${exportId}/${step}.json`;
        const reply = await rawRequest(session, { method: 'POST', path, headers: JSON_TYPE, body });
        expect(reply.json.result).toMatchObject([{ status }]);
      }
    },
  );

  test.each(['{}', 'null', 'not JSON'])('is not looked at by GET: %s', async (body) => {
    const reply = await rawRequest(session, { path: LIST, headers: JSON_TYPE, body });
    expect(reply.json.success).toBe(true);
  });
});

describe('HEAD', () => {
  test.each([
    ['the list', () => LIST, 200, /json/],
    ['a file that is not there', () => `${BULK}/none/file.json`, 404, /text\/plain/],
  ])('of %s has the head of GET and no body', async (_name, path, status, type) => {
    const reply = await rawRequest(session, { method: 'HEAD', path: path() });
    expect(reply.status).toBe(status);
    expect(reply.headers['content-type']).toMatch(type);
    expect(Number(reply.headers['content-length'])).toBeGreaterThan(0);
    expect(reply.bytes).toHaveLength(0);
  });

  test('of a file tells its size', async () => {
    const exportId = await session.completed();
    const [job] = (await session.status(exportId)).json.result ?? [];
    const path = `${BULK}/${exportId}/file.json`;
    const reply = await rawRequest(session, { method: 'HEAD', path });
    expect(reply.headers['content-length']).toBe(String(job?.['fileSize']));
    expect(session.emulator.log().at(-1)).toMatchObject({ operation: 'file', sentBytes: 0 });
  });
});

describe('gzip', () => {
  test.each([
    ['gzip', 'gzip'],
    ['deflate, gzip;q=0.5', 'gzip'],
    ['gzip;q=0', undefined],
    ['br', undefined],
    [undefined, undefined],
  ])('of an answer of 1024 bytes under /rest, asked as %s: %s', async (asked, encoding) => {
    const headers = asked === undefined ? {} : { 'Accept-Encoding': asked };
    const plain = await rawRequest(session, { path: TYPES });
    const reply = await rawRequest(session, { path: TYPES, headers });
    expect(reply.headers['content-encoding']).toBe(encoding);
    expect(Number(reply.headers['content-length'])).toBe(reply.bytes.length);
    const body = encoding === undefined ? reply.bytes : gunzipSync(reply.bytes);
    expect(body.length).toBe(plain.bytes.length);
  });

  test.each([
    ['a small answer under /rest', () => '/rest/v1/nothing.json'],
    ['a long list of bulk jobs', () => LIST],
    ['a file', async () => `${BULK}/${await session.completed()}/file.json`],
  ])('is not used for %s', async (_name, path) => {
    for (let job = 0; job < 10; job += 1) await session.created();
    const headers = { 'Accept-Encoding': 'gzip' };
    const reply = await rawRequest(session, { path: await path(), headers });
    expect(reply.headers).not.toHaveProperty('content-encoding');
    expect(Number(reply.headers['content-length'])).toBe(reply.bytes.length);
  });
});

test.each(['Bearer', 'bearer', 'BEARER'])('the token is taken after %s', async (scheme) => {
  const headers = { Authorization: `${scheme} ${await session.token()}` };
  expect(codeOf(await rawRequest(session, { path: LIST, headers }))).toBe('none');
});

test('a request of many members that nobody knows, and null for the others, creates a job', async () => {
  const filter = { createdAt: { ...DAY, zone: null }, activityTypeIds: null, extra: {} };
  const reply = await session.create({ filter, format: null, fields: null, other: [null] });
  expect(reply.json.result).toMatchObject([{ status: 'Created', format: 'CSV' }]);
});
