/** The checklist of resumable reads, one test a line; titles name what a caller may rely on. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { passUndiciTime } from '../support/undici-time.ts';
import {
  FILE,
  ID,
  IDENTITY,
  STATUS,
  job,
  json,
  letAnswersArrive,
  marketoError,
  part,
  raw,
  readAll,
  refusal,
  startMarketo,
} from './marketo.ts';
import { held } from './scripted-server.ts';

const CSV = { 'content-type': 'text/csv;charset=UTF-8' };
const range = (value: string) => ({ ...CSV, 'content-range': value });

describe('a range of a file', () => {
  it('is asked for with both ends, unencoded', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, part('cdef', 2, 10));
    await readAll((await client.openFile(ID, { start: 2, end: 5 })).body);
    expect(server.seen(FILE)[0]).toMatchObject({
      method: 'GET',
      path: `/bulk/v1/activities/export/${ID}/file.json`,
      headers: { range: 'bytes=2-5', 'accept-encoding': 'identity' },
    });
  });

  it('is asked for without an end when none is given, also from byte 0', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, part('abc', 0, 3));
    await readAll((await client.openFile(ID, { start: 0 })).body);
    expect(server.seen(FILE)[0]!.headers.range).toBe('bytes=0-');
  });

  it.each([{ start: 0, end: -1 }, { start: -1 }, { start: 1.5 }, { start: 5, end: 4 }])(
    '%j is no range and is never sent',
    async (asked) => {
      const { server, client } = await startMarketo();
      await expect(client.openFile(ID, asked)).rejects.toThrow(RangeError);
      expect(server.seen(FILE)).toHaveLength(0);
    },
  );

  it('tells where it starts, how large the file is, and its bytes', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, part('cdef', 2, 10));
    const stretch = await client.openFile(ID, { start: 2, end: 5 });
    expect(stretch).toMatchObject({ start: 2, totalBytes: 10 });
    expect(await readAll(stretch.body)).toBe('cdef');
  });

  it('may be shorter than asked for, as at the end of the file', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, part('ij', 8, 10));
    const stretch = await client.openFile(ID, { start: 8, end: 99 });
    expect(await readAll(stretch.body)).toBe('ij');
  });

  it('may leave the size of the file open', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, raw('cd', 206, range('bytes 2-3/*')));
    const stretch = await client.openFile(ID, { start: 2 });
    expect(stretch).not.toHaveProperty('totalBytes');
    expect(await readAll(stretch.body)).toBe('cd');
  });

  it.each([
    ['starts later', raw('def', 206, range('bytes 3-5/10'))],
    ['starts earlier', raw('bcdef', 206, range('bytes 1-5/10'))],
    ['ends beyond what was asked', raw('cdefg', 206, range('bytes 2-6/10'))],
    ['has no Content-Range', raw('cdef', 206, CSV)],
    ['has a malformed Content-Range', raw('cdef', 206, range('bytes 2-/10'))],
    ['ends before it starts', raw('cdef', 206, range('bytes 2-1/10'))],
    ['ends beyond the file', raw('cdef', 206, range('bytes 2-5/4'))],
    [
      'has a Content-Length of its own mind',
      raw('cde', 206, { ...range('bytes 2-5/10'), 'content-length': '3' }),
    ],
    ['is encoded', raw('cdef', 206, { ...range('bytes 2-5/10'), 'content-encoding': 'gzip' })],
  ])('is not accepted when it %s', async (_what, reply) => {
    const { server, client } = await startMarketo();
    server.on(FILE, reply);
    const error = await marketoError(client.openFile(ID, { start: 2, end: 5 }));
    expect(error.facts).toMatchObject({ kind: 'brokenBody', retryAfterMs: 0 });
  });

  it('is not taken for an envelope though it begins like one', async () => {
    const { server, client } = await startMarketo();
    const body = '{"success":false,"errors":[{"code":"606"}]}';
    server.on(FILE, part(body, 7, 100));
    expect(await readAll((await client.openFile(ID, { start: 7 })).body)).toBe(body);
  });
});

describe('an answer that ignores the range', () => {
  it('starts at byte 0 and tells the size by its Content-Length', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, raw('abcdef', 200, { ...CSV, 'content-length': '6' }));
    const stretch = await client.openFile(ID, { start: 3 });
    expect(stretch).toMatchObject({ start: 0, totalBytes: 6 });
    expect(await readAll(stretch.body)).toBe('abcdef');
  });

  it('has no known size without Content-Length', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, (response) => {
      response.writeHead(200, CSV).write('abc');
      response.end('def');
    });
    const stretch = await client.openFile(ID, { start: 0 });
    expect(stretch).not.toHaveProperty('totalBytes');
    expect(await readAll(stretch.body)).toBe('abcdef');
  });

  it('may be an empty file', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, raw('', 200, { ...CSV, 'content-length': '0' }));
    const stretch = await client.openFile(ID, { start: 0 });
    expect(stretch.totalBytes).toBe(0);
    expect(await readAll(stretch.body)).toBe('');
  });

  it('is a file though its Content-Type says JSON', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, raw('marketoGUID,leadId\n', 200, { 'content-type': 'application/json' }));
    const stretch = await client.openFile(ID, { start: 0 });
    expect(await readAll(stretch.body)).toBe('marketoGUID,leadId\n');
  });

  it.each([
    ['no envelope', '{guid},leadId\n1,2\n'],
    ['longer than any envelope', `{${'x'.repeat(300_000)}`],
  ])('is a file though it begins with a brace, being %s', async (_what, text) => {
    const { server, client } = await startMarketo();
    server.on(FILE, raw(text, 200, CSV));
    expect(await readAll((await client.openFile(ID, { start: 0 })).body)).toBe(text);
  });

  it('is not accepted encoded', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, raw('abc', 200, { ...CSV, 'content-encoding': 'gzip' }));
    expect((await marketoError(client.openFile(ID, { start: 0 }))).kind).toBe('brokenBody');
  });
});

describe('an answer with HTTP 200 that is not the file', () => {
  it.each([
    ['606', 'rateLimited'],
    ['615', 'tooManyConcurrentCalls'],
    ['603', 'accessDenied'],
  ])('but an envelope with %s is %s', async (code, kind) => {
    const { server, client } = await startMarketo();
    server.on(FILE, refusal(code, 'said Marketo'));
    const error = await marketoError(client.openFile(ID, { start: 0 }));
    expect(error.facts).toMatchObject({ kind, code });
    expect(server.seen(FILE)).toHaveLength(1);
  });

  it('is recognised under the Content-Type of a file and in pieces', async () => {
    const { server, client } = await startMarketo();
    const tail = held((response) => void response.end('lse,"errors":[{"code":"606"}]}'));
    server.on(FILE, (response, seen) => {
      response.writeHead(200, CSV).write('{"success":fa');
      return tail.reply(response, seen);
    });
    const refused = marketoError(client.openFile(ID, { start: 0 }));
    await server.arrived(FILE, 1);
    await letAnswersArrive(client);
    tail.release();
    expect((await refused).kind).toBe('rateLimited');
  });

  it.each([
    ['a web page', raw('<html>', 200, { 'content-type': 'text/html; charset=utf-8' })],
    ['half an envelope', raw('{"succ', 200, { 'content-type': 'application/json' })],
    ['nothing at all', raw('')],
    ['a success without a file', json({ success: true, result: [] })],
  ])('but %s is unavailable', async (_what, reply) => {
    const { server, client } = await startMarketo();
    server.on(FILE, reply);
    expect((await marketoError(client.openFile(ID, { start: 0 }))).kind).toBe('unavailable');
  });
});

describe('a body', () => {
  const LONG = { ...range('bytes 0-9/10') };

  it.each<[string, (response: ServerResponse) => void]>([
    ['is cut', (response) => response.write('abc', () => response.destroy())],
    ['ends before the announced range does', (response) => response.end('abc')],
    ['goes on after the announced range', (response) => response.end('abcdefghijk')],
    ['stalls', (response) => response.write('abc')],
  ])('that %s is broken', async (_what, send) => {
    const { server, client } = await startMarketo({ timeouts: { bodyIdleMs: 100 } });
    server.on(FILE, (response) => send(response.writeHead(206, LONG)));
    const { body } = await client.openFile(ID, { start: 0, end: 9 });
    const broken = marketoError(readAll(body));
    await letAnswersArrive(client);
    passUndiciTime(100);
    const error = await broken;
    expect(error.facts).toMatchObject({ kind: 'brokenBody', retryAfterMs: 0 });
    expect(error.facts.operation).toContain(ID);
  });

  it('that ends before its Content-Length does is broken, range or not', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, (response) => {
      response.writeHead(200, { ...CSV, 'content-length': '10' });
      response.write('abc', () => response.destroy());
    });
    const { body } = await client.openFile(ID, { start: 0 });
    expect((await marketoError(readAll(body))).kind).toBe('brokenBody');
  });

  it('that only trickles is broken, though it never stalls', async () => {
    const { server, client } = await startMarketo({
      timeouts: { leastBytesPerSecond: 100_000, throughputWindowMs: 50 },
    });
    server.on(FILE, (response) => {
      response.writeHead(206, range('bytes 0-99999/100000'));
      const drip = setInterval(() => response.write('a'), 5);
      response.once('close', () => clearInterval(drip));
    });
    const { body } = await client.openFile(ID, { start: 0 });
    expect((await marketoError(readAll(body))).message).toContain('bytes per second');
  });

  it('hands on what arrived before it broke', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, (response) => {
      response.writeHead(206, LONG).write('abc', () => response.destroy());
    });
    const { body } = await client.openFile(ID, { start: 0, end: 9 });
    let text = '';
    const reading = (async () => {
      for await (const chunk of body) text += Buffer.from(chunk).toString();
    })();
    await marketoError(reading);
    expect(text).toBe('abc');
  });

  it('can be read once only: a second reading does not look like an empty file', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, part('abc', 0, 3));
    const { body } = await client.openFile(ID, { start: 0 });
    await readAll(body);
    await expect(readAll(body)).rejects.toThrow('only once');
  });

  it.each([
    ['a small one', 'abc'.repeat(10)],
    ['a large one', 'abc'.repeat(1_000_000)],
  ])('that is left early closes its connection and harms nothing (%s)', async (_what, text) => {
    const { server, client } = await startMarketo({ limits: { concurrentCalls: 1 } });
    let closed: Promise<unknown> | undefined;
    server.on(FILE, (response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      // One byte is kept back, so that the answer is not over before the reader leaves.
      response.writeHead(206, range(`bytes 0-${text.length}/${text.length + 1}`)).write(text);
    });
    const { body } = await client.openFile(ID, { start: 0 });
    for await (const chunk of body) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    await closed;
    expect((await client.exportStatus(ID)).value.exportId).toBe(ID);
  });

  it('whose reader leaves before the first byte gives its place back', async () => {
    const { server, client } = await startMarketo({ limits: { concurrentCalls: 1 } });
    server.on(FILE, part('abc', 0, 3));
    const { body } = await client.openFile(ID, { start: 0 });
    await body[Symbol.asyncIterator]().return?.();
    expect((await client.exportStatus(ID)).value.exportId).toBe(ID);
  });

  it('whose reader leaves while it waits for bytes does not keep it waiting', async () => {
    const { server, client } = await startMarketo({ limits: { concurrentCalls: 1 } });
    server.on(FILE, (response) => void response.writeHead(206, LONG).write('abc'));
    const { body } = await client.openFile(ID, { start: 0, end: 9 });
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    const waiting = marketoError(chunks.next());
    await chunks.return?.();
    expect((await waiting).kind).toBe('brokenBody');
    expect((await client.exportStatus(ID)).value.exportId).toBe(ID);
  });

  it('that nobody reads gives its place back after the idle time', async () => {
    const { server, client } = await startMarketo({
      limits: { concurrentCalls: 1 },
      timeouts: { bodyIdleMs: 50 },
    });
    // More than is buffered: a reader that does not read stops the transport's own clock.
    const half = 'a'.repeat(1_000_000);
    const headers = range('bytes 0-1999999/2000000');
    server.on(FILE, (response) => void response.writeHead(206, headers).write(half));
    const { body } = await client.openFile(ID, { start: 0 });
    expect((await client.exportStatus(ID)).value.exportId).toBe(ID);
    expect((await marketoError(readAll(body))).kind).toBe('brokenBody');
  });

  it('that broke before anybody read it gives its place back', async () => {
    const { server, client } = await startMarketo({ limits: { concurrentCalls: 1 } });
    server.on(FILE, (response) => {
      response.writeHead(206, LONG).write('abc', () => response.destroy());
    });
    await client.openFile(ID, { start: 0 });
    expect((await client.exportStatus(ID)).value.exportId).toBe(ID);
  });
});

it('repeats nothing by itself', async () => {
  const { server, client } = await startMarketo();
  server.on(FILE, raw('', 503), part('abc', 0, 3));
  server.on(STATUS, raw('', 503), job());
  await marketoError(client.openFile(ID, { start: 0 }));
  await marketoError(client.exportStatus(ID));
  expect([server.seen(FILE), server.seen(STATUS), server.seen(IDENTITY)]).toMatchObject([
    { length: 1 },
    { length: 1 },
    { length: 1 },
  ]);
});
