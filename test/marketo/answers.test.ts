/** Answers as a scripted server gives them; what each code and status means is in `error-table.test.ts`. */
import { describe, expect, it } from 'vitest';
import { passUndiciTime } from '../support/undici-time.ts';
import {
  CREATE_BODY,
  FILE,
  ID,
  STATUS,
  json,
  letAnswersArrive,
  marketoError,
  raw,
  refusal,
  startMarketo,
} from './marketo.ts';

const NEVER = 'never';
describe('a refusal with HTTP 200', () => {
  it('tells code, place, request and time', async () => {
    const { server, client } = await startMarketo();
    const date = 'Sun, 01 Nov 2026 10:00:00 GMT';
    server.on('/enqueue.json', refusal('1029', 'Too many jobs in queue', { date }));
    expect((await marketoError(client.enqueueExport(ID))).facts).toEqual({
      kind: 'queueFull',
      retryAfterMs: 60_000,
      code: '1029',
      httpStatus: 200,
      requestId: '1a2b#18f0c2d3e4f',
      operation: `enqueue export ${ID}`,
      serverTimeMs: Date.parse('2026-11-01T10:00:00Z'),
    });
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

describe('an HTTP status that Marketo is not known to send', () => {
  it.each([
    [302, { location: '/elsewhere' }],
    [400, {}],
  ])('%i with %j is final and its body is not quoted', async (status, headers) => {
    const { server, client } = await startMarketo();
    server.on(STATUS, raw('<html>row data</html>', status, headers));
    const error = await marketoError(client.exportStatus(ID));
    expect(error.facts).toMatchObject({ kind: 'invalid', retryAfterMs: NEVER, httpStatus: status });
    expect(error.message).not.toContain('row data');
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
    const failed = marketoError(client.exportStatus(ID));
    await server.arrived(STATUS, 1);
    await letAnswersArrive(client);
    passUndiciTime(50);
    expect((await failed).facts).toMatchObject({
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
