import { describe, expect, it } from 'vitest';
import type { MarketoErrorKind } from '../../src/marketo/errors.ts';
import {
  CREATE_BODY,
  FILE,
  ID,
  STATUS,
  json,
  marketoError,
  raw,
  refusal,
  startMarketo,
} from './marketo.ts';

const NEVER = 'never';
const HOUR = 3_600_000;

type Wait = number | 'never';
const CODES: readonly (readonly [string, string, MarketoErrorKind, Wait])[] = [
  ['414', 'URI too long', 'invalid', NEVER],
  ['413', 'Request entity too large', 'invalid', NEVER],
  ['500', 'Internal error', 'unavailable', 0],
  ['502', 'Bad gateway', 'unavailable', 0],
  ['600', 'Empty access token', 'accessDenied', NEVER],
  ['601', 'Access token invalid', 'tokenRefused', 60_000],
  ['601', 'Unauthorized', 'tokenRefused', 60_000],
  ['602', 'Access token expired', 'tokenRefused', 60_000],
  ['603', 'Access denied', 'accessDenied', NEVER],
  ['604', 'Request timed out', 'unavailable', 0],
  ['605', 'HTTP method not supported', 'invalid', NEVER],
  ['606', "Max rate limit '100' exceeded with in '20' secs", 'rateLimited', 20_000],
  ['607', 'Daily quota reached', 'callsExhausted', HOUR],
  ['608', 'API temporarily unavailable', 'unavailable', 0],
  ['609', 'Invalid JSON', 'invalid', NEVER],
  ['610', 'Requested resource not found', 'notFound', NEVER],
  ['611', 'System error', 'unavailable', 0],
  ['612', 'Invalid content type', 'invalid', NEVER],
  ['613', 'Invalid multipart request', 'invalid', NEVER],
  ['614', 'Invalid subscription', 'unavailable', 0],
  ['615', 'Concurrent access limit reached', 'tooManyConcurrentCalls', 5_000],
  ['616', 'Invalid subscription type', 'invalid', NEVER],
  ['701', 'Field cannot be blank', 'invalid', NEVER],
  ['702', 'No data found for a given search scenario', 'notFound', NEVER],
  ['703', 'Feature is not enabled', 'invalid', NEVER],
  ['704', 'Invalid date format', 'invalid', NEVER],
  ['709', 'Business rule violation', 'invalid', NEVER],
  ['710', 'Parent folder not found', 'invalid', NEVER],
  ['711', 'Incompatible folder type', 'invalid', NEVER],
  ['712', 'Merge to person account is invalid', 'invalid', NEVER],
  ['713', 'Transient error', 'unavailable', 0],
  ['714', 'Unable to find the default record type', 'invalid', NEVER],
  ['718', 'ExternalSalesPersonID not found', 'invalid', NEVER],
  ['719', 'Lock wait timeout', 'unavailable', 0],
  ['1001', 'Invalid value', 'invalid', NEVER],
  ['1002', 'Missing value for required parameter', 'invalid', NEVER],
  ['1003', 'Invalid fields [a, b]', 'invalid', NEVER],
  ['1004', 'Lead not found', 'notFound', NEVER],
  ['1006', "Field 'x' not found", 'invalid', NEVER],
  ['1013', 'Object not found', 'notFound', NEVER],
  ['1029', 'Too many jobs in queue', 'queueFull', 60_000],
  ['1029', 'Export daily quota exceeded', 'quotaExhausted', HOUR],
  ['1029', 'Export daily quota 500MB exceeded.', 'quotaExhausted', HOUR],
  ['1029', 'Job already queued', 'alreadyQueued', NEVER],
  ['1029', 'Something Marketo has not said before', 'queueFull', 60_000],
  ['1035', 'Unsupported filter type for target subscription: updatedAt', 'invalid', NEVER],
  ['1076', 'Merge failed', 'invalid', NEVER],
  ['1079', 'Merge failed', 'invalid', NEVER],
  ['20024', 'Concurrent call limit', 'tooManyConcurrentCalls', 5_000],
  ['9999', 'Not in any document', 'invalid', NEVER],
];

describe('a refusal with HTTP 200', () => {
  it.each(CODES)('%s "%s" is %s, wait %s', async (code, message, kind, retryAfterMs) => {
    const { server, client } = await startMarketo();
    server.on('/enqueue.json', refusal(code, message, { date: 'Sun, 01 Nov 2026 10:00:00 GMT' }));
    const error = await marketoError(client.enqueueExport(ID));
    expect(error.facts).toEqual({
      kind,
      retryAfterMs,
      code,
      httpStatus: 200,
      requestId: '1a2b#18f0c2d3e4f',
      operation: `enqueue export ${ID}`,
      serverTimeMs: Date.parse('2026-11-01T10:00:00Z'),
    });
    expect(error.message).toContain(message);
  });

  it('takes a code that is written as a number', async () => {
    const { server, client } = await startMarketo();
    server.on(STATUS, json({ success: false, errors: [{ code: 606, message: 'x' }] }));
    expect((await marketoError(client.exportStatus(ID))).facts).toMatchObject({ code: '606' });
  });

  it('is unavailable when it gives no reason', async () => {
    const { server, client } = await startMarketo();
    server.on(STATUS, json({ requestId: 'a#b', success: false }));
    expect((await marketoError(client.exportStatus(ID))).kind).toBe('unavailable');
  });
});

describe('an HTTP status without an envelope', () => {
  const date = 'Sun, 01 Nov 2026 10:00:00 GMT';
  const inHalfAMinute = 'Sun, 01 Nov 2026 10:00:30 GMT';
  const past = 'Sun, 01 Nov 2026 09:00:00 GMT';

  it.each<[number, Record<string, string>, MarketoErrorKind, Wait]>([
    [302, { location: '/elsewhere' }, 'invalid', NEVER],
    [400, {}, 'invalid', NEVER],
    [401, {}, 'tokenRefused', 60_000],
    [403, {}, 'accessDenied', NEVER],
    [404, {}, 'notFound', NEVER],
    [408, {}, 'unavailable', 0],
    [413, {}, 'invalid', NEVER],
    [414, {}, 'invalid', NEVER],
    [429, {}, 'rateLimited', 20_000],
    [429, { 'retry-after': '7' }, 'rateLimited', 7_000],
    [429, { 'retry-after': inHalfAMinute, date }, 'rateLimited', 30_000],
    [429, { 'retry-after': past, date }, 'rateLimited', 0],
    [429, { 'retry-after': 'soon' }, 'rateLimited', 20_000],
    [500, {}, 'unavailable', 0],
    [502, {}, 'unavailable', 0],
    [503, { 'retry-after': '120' }, 'unavailable', 120_000],
    [504, {}, 'unavailable', 0],
  ])('%i with %j is %s, wait %s', async (status, headers, kind, retryAfterMs) => {
    const { server, client } = await startMarketo();
    server.on(STATUS, raw('<html>row data</html>', status, headers));
    const error = await marketoError(client.exportStatus(ID));
    expect(error.facts).toMatchObject({ kind, retryAfterMs, httpStatus: status });
    expect(error.message).not.toContain('row data');
  });

  it('yields to the code of an envelope that comes with it', async () => {
    const { server, client } = await startMarketo();
    server.on(STATUS, json({ success: false, errors: [{ code: '607', message: 'x' }] }, 429));
    expect((await marketoError(client.exportStatus(ID))).kind).toBe('callsExhausted');
  });
});

describe('an answer that is none', () => {
  it.each([
    ['an empty body', raw('')],
    ['a web page', raw('<html></html>', 200, { 'content-type': 'text/html' })],
    ['truncated JSON', raw('{"requestId":"a#b","succ')],
    ['JSON without success', json({ result: [{ exportId: ID, status: 'Created' }] })],
    ['success as text', json({ success: 'true', result: [{ exportId: ID, status: 'Created' }] })],
    ['no result', json({ success: true })],
    ['an empty result', json({ success: true, result: [] })],
    ['a job without exportId', json({ success: true, result: [{ status: 'Created' }] })],
    ['a job without status', json({ success: true, result: [{ exportId: ID }] })],
  ])('%s is unavailable', async (_what, reply) => {
    const { server, client } = await startMarketo();
    server.on('/create.json', reply);
    const error = await marketoError(client.createExport(CREATE_BODY));
    expect(error.facts).toMatchObject({ kind: 'unavailable', retryAfterMs: 0 });
    expect(server.seen('/create.json')).toHaveLength(1);
  });

  it('about another export is unavailable', async () => {
    const { client } = await startMarketo();
    const error = await marketoError(client.exportStatus(ID.replace('1', '2')));
    expect(error.message).toContain('another export');
  });

  it('cut in the middle is a connection error', async () => {
    const { server, client } = await startMarketo();
    server.on(STATUS, (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"requestId":', () => response.destroy());
    });
    expect((await marketoError(client.exportStatus(ID))).kind).toBe('connection');
  });

  it.each([
    ['before the headers', { headersMs: 50 }, () => undefined],
    [
      'inside the body',
      { bodyIdleMs: 50 },
      (response: { write(text: string): void }) => response.write('{'),
    ],
  ])('that stops %s is a connection error', async (_where, timeouts, reply) => {
    const { server, client } = await startMarketo({ timeouts });
    server.on(STATUS, reply);
    expect((await marketoError(client.exportStatus(ID))).facts).toMatchObject({
      kind: 'connection',
      retryAfterMs: 0,
    });
  });

  it('because nobody listens is a connection error', async () => {
    const { server, client } = await startMarketo();
    await client.exportStatus(ID);
    await server.close().catch(() => undefined);
    expect((await marketoError(client.exportStatus(ID))).kind).toBe('connection');
  });
});

describe('the file call', () => {
  it('tells a file that is not there from a range beyond its end', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, raw('File not found', 404), raw('', 416, { 'content-range': 'bytes */9' }));
    const notFound = await marketoError(client.openFile(ID, { start: 0 }));
    expect(notFound.facts).toMatchObject({ kind: 'fileNotFound', retryAfterMs: 0 });
    const beyond = await marketoError(client.openFile(ID, { start: 9 }));
    expect(beyond.facts).toMatchObject({ kind: 'rangeNotSatisfiable', retryAfterMs: NEVER });
  });

  it('lets an envelope overrule the HTTP status', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, json({ success: false, errors: [{ code: '606', message: 'x' }] }, 429));
    expect((await marketoError(client.openFile(ID, { start: 0 }))).facts.code).toBe('606');
  });
});
