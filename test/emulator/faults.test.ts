import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import type { FaultEffect, FaultRule } from '../../src/emulator/index.ts';
import { BULK, DAY, errorOf, Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

const body = { filter: { createdAt: DAY } };
const states = () => session.emulator.jobs().map((job) => job.state);

describe('a rule', () => {
  test('strikes only its operation, after so many calls and so many times', async () => {
    session = await Session.start({
      faults: [{ on: 'create', after: 1, times: 2, do: { errorCode: '611' } }],
    });
    const errors = [];
    for (let call = 0; call < 4; call += 1) errors.push(errorOf(await session.create(body)));
    expect(errors).toEqual(['none', '611 Fault 611', '611 Fault 611', 'none']);
    expect(session.emulator.faults()).toMatchObject([{ seen: 4, struck: 2 }]);
  });

  test('strikes one job only when it names it', async () => {
    session = await Session.start();
    const [sick, well] = [await session.created(), await session.created()];
    session.emulator.addFaults({ on: '*', exportId: sick, do: { errorCode: '713' } });
    expect(errorOf(await session.status(sick))).toMatch(/^713/);
    expect(errorOf(await session.status(well))).toBe('none');
    session.emulator.clearFaults();
    expect(errorOf(await session.status(sick))).toBe('none');
  });

  test('strikes the calls of one user only when it names it', async () => {
    const users = ['demo', 'other'].map((name) => ({ clientId: name, clientSecret: name }));
    session = await Session.start({
      users,
      faults: [{ on: '*', user: 'other', do: { errorCode: '614' } }],
    });
    const other = new Session(session.emulator, 'other');
    expect(errorOf(await session.create(body))).toBe('none');
    expect(errorOf(await other.create(body))).toMatch(/^614/);
  });

  test('with a probability strikes the same calls for the same seed', async () => {
    const runs = [];
    for (let run = 0; run < 2; run += 1) {
      const faults: FaultRule[] = [
        { on: 'create', probability: 0.5, seed: 3, do: { errorCode: '608' } },
      ];
      session = await Session.start({ faults });
      const errors = [];
      for (let call = 0; call < 20; call += 1) errors.push(errorOf(await session.create(body)));
      runs.push(errors);
      await session.emulator.close();
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(new Set(runs[0]).size).toBe(2);
    session = await Session.start();
  });

  test('with an unknown effect is refused by name', async () => {
    session = await Session.start();
    const rule = { on: 'create', do: { explode: true } } as unknown as FaultRule;
    expect(() => session.emulator.addFaults(rule)).toThrow(/explode/);
  });
});

describe('an answer', () => {
  test.each<[string, FaultEffect, number, RegExp, boolean]>([
    ['a proxy status', { httpStatus: 503, retryAfter: '7' }, 503, /^$/, false],
    ['a proxy status after the work', { httpStatus: 502, workDone: true }, 502, /^$/, true],
    ['an HTML page', { html: true }, 200, /^<html>/, false],
    ['what is not JSON', { body: 'Bad gateway' }, 200, /^Bad gateway$/, false],
    ['in chunks', { chunked: true }, 200, /^{"requestId".*}$/, true],
    ['an empty body', { emptyBody: true }, 200, /^$/, true],
    ['half its JSON', { truncatedJson: true }, 200, /^{"requestId".*[^}]$/, true],
    ['no result', { noResult: true }, 200, /^{"requestId":"[^"]+","success":true}$/, true],
  ])('can be %s', async (_name, effect, status, text, done) => {
    session = await Session.start({ faults: [{ on: 'create', do: effect }] });
    const reply = await session.create(body);
    expect(reply.status).toBe(status);
    expect(reply.text).toMatch(text);
    expect(reply.headers.get('retry-after')).toBe(effect.retryAfter ?? null);
    expect(session.emulator.jobs()).toHaveLength(done ? 1 : 0);
    expect(session.emulator.log().at(-1)?.accepted).toBe(done);
  });

  test('can be lost with the work done, or the call lost before it', async () => {
    session = await Session.start();
    const exportId = await session.created();
    session.emulator.addFaults(
      { on: 'enqueue', times: 1, do: { dropRequest: true } },
      { on: 'enqueue', after: 1, do: { dropAnswer: true } },
    );
    await expect(session.enqueue(exportId)).rejects.toThrow();
    expect(states()).toEqual(['Created']);
    await expect(session.enqueue(exportId)).rejects.toThrow();
    expect(states()).toEqual(['Queued']);
    expect(session.emulator.log().slice(-2)).toMatchObject([
      { accepted: false, httpStatus: null, faults: ['dropRequest'] },
      { accepted: true, httpStatus: null, faults: ['dropAnswer'] },
    ]);
  });

  test('can come late with the work done long before', async () => {
    session = await Session.start({ faults: [{ on: 'create', do: { delayAnswerMs: 3_600_000 } }] });
    const headers = { 'Content-Type': 'application/json' };
    const leaving = new AbortController();
    const init = { headers, body: JSON.stringify(body), signal: leaving.signal };
    const call = session.raw('POST', `${BULK}/create.json`, init);
    await expect.poll(states).toEqual(['Created']);
    leaving.abort();
    await expect(call).rejects.toThrow();
  });

  test('can show a job with other figures or spelling, or without a member', async () => {
    session = await Session.start();
    const exportId = await session.completed();
    const other = { fileSize: 1, numberOfRecords: 2, fileChecksum: null, errorMsg: 'not there' };
    session.emulator.addFaults({
      on: 'status',
      do: { jobMembers: other, statusText: { Completed: 'completed' } },
    });
    const [job] = (await session.status(exportId)).json.result ?? [];
    expect(job).toMatchObject({ fileSize: 1, numberOfRecords: 2, status: 'completed' });
    expect(job).not.toHaveProperty('fileChecksum');
    expect(job).not.toHaveProperty('errorMsg');
  });
});

describe('a download', () => {
  async function broken(effect: FaultEffect, range?: string) {
    session = await Session.start();
    const exportId = await session.completed();
    const whole = Buffer.from(await (await session.file(exportId)).arrayBuffer());
    session.emulator.addFaults({ on: 'file', do: effect });
    const headers = {
      authorization: `Bearer ${await session.token()}`,
      ...(range === undefined ? {} : { range }),
    };
    const url = `${session.emulator.url}${BULK}/${exportId}/file.json`;
    const response = await request(url, { headers });
    return { exportId, whole, response };
  }

  /** What arrives until the body ends or breaks. */
  async function arriving(
    chunks: AsyncIterable<unknown>,
  ): Promise<{ bytes: Buffer; broke: boolean }> {
    const got: Buffer[] = [];
    try {
      for await (const chunk of chunks) got.push(chunk as Buffer);
      return { bytes: Buffer.concat(got), broke: false };
    } catch {
      return { bytes: Buffer.concat(got), broke: true };
    }
  }

  test('can be cut in the middle with a full Content-Length', async () => {
    const { whole, response } = await broken({ cutAfterBytes: 100_000 });
    const { bytes, broke } = await arriving(response.body);
    expect(response.headers['content-length']).toBe(String(whole.length));
    expect(broke).toBe(true);
    expect(bytes.equals(whole.subarray(0, 100_000))).toBe(true);
  });

  test('can be too short and end cleanly', async () => {
    const { whole, response } = await broken({ shortBodyBytes: 1000 }, 'bytes=5-');
    const { bytes, broke } = await arriving(response.body);
    expect(broke).toBe(false);
    expect(bytes.equals(whole.subarray(5, 1005))).toBe(true);
    expect(response.headers['content-range']).toBe(`bytes 5-${whole.length - 1}/${whole.length}`);
  });

  test('can stall until the reader gives up', async () => {
    const { response } = await broken({ stallAfterBytes: 1000 });
    const bytes: unknown[] = [];
    let received = 0;
    for await (const chunk of response.body) {
      bytes.push(chunk);
      received += (chunk as Buffer).length;
      if (received === 1000) break;
    }
    expect(received).toBe(1000);
    expect(session.emulator.log().at(-1)).toMatchObject({ sentBytes: 1000 });
  });

  test('can trickle', async () => {
    const startedMs = performance.now();
    const { response } = await broken({ trickleBytesPerSecond: 10_000 }, 'bytes=0-2999');
    const { bytes } = await arriving(response.body);
    expect(bytes).toHaveLength(3000);
    expect(performance.now() - startedMs).toBeGreaterThan(290);
  });

  test('can have one wrong byte, and be right again without the fault', async () => {
    const { exportId, whole, response } = await broken({ corruptByteAt: 70_000 });
    const { bytes } = await arriving(response.body);
    expect(bytes).toHaveLength(whole.length);
    expect([...bytes.keys()].filter((at) => bytes[at] !== whole[at])).toEqual([70_000]);
    session.emulator.clearFaults();
    const again = Buffer.from(await (await session.file(exportId)).arrayBuffer());
    expect(again.equals(whole)).toBe(true);
  });

  test('can come in chunks without Content-Length, and be cut with nothing to tell it by', async () => {
    const { whole, response, exportId } = await broken({ chunked: true });
    expect(response.headers).not.toHaveProperty('content-length');
    expect(response.headers['transfer-encoding']).toBe('chunked');
    expect((await arriving(response.body)).bytes.equals(whole)).toBe(true);
    session.emulator.addFaults({ on: 'file', do: { shortBodyBytes: 1000 } });
    const short = await session.file(exportId);
    expect((await short.arrayBuffer()).byteLength).toBe(1000);
  });

  test('can ignore the range', async () => {
    const { whole, response } = await broken({ ignoreRange: true }, 'bytes=1000-');
    expect(response.statusCode).toBe(200);
    expect((await arriving(response.body)).bytes.equals(whole)).toBe(true);
  });

  test.each([
    [true, (size: number) => `bytes 1001-2000/${size}`],
    ['bytes 7-8/9', () => 'bytes 7-8/9'],
  ])('can lie about its Content-Range (%s)', async (lyingContentRange, expected) => {
    const { whole, response } = await broken({ lyingContentRange }, 'bytes=1000-1999');
    await response.body.dump();
    expect(response.headers['content-range']).toBe(expected(whole.length));
  });

  test('can lose the last byte of a range', async () => {
    const { whole, response } = await broken({ omitLastByte: true }, 'bytes=0-99');
    expect((await arriving(response.body)).bytes.equals(whole.subarray(0, 99))).toBe(true);
    expect(response.headers['content-length']).toBe('99');
  });

  test('can come compressed', async () => {
    const { whole, response } = await broken({ gzip: true });
    expect(response.headers['content-encoding']).toBe('gzip');
    const { bytes } = await arriving(response.body);
    const sum = (each: Buffer) => createHash('sha256').update(each).digest('hex');
    expect(sum(gunzipSync(bytes))).toBe(sum(whole));
  });

  test('can be 404 although the job is Completed', async () => {
    const { response } = await broken({ httpStatus: 404, body: 'not found' });
    expect(response.statusCode).toBe(404);
    expect(await response.body.text()).toBe('not found');
  });

  test('can be cut off when its reader is slow', async () => {
    session = await Session.start({ activitiesPerDay: 50_000 });
    const exportId = await session.completed();
    session.emulator.addFaults({ on: 'file', do: { cutSlowReaderMs: 50 } });
    const response = await session.file(exportId);
    await expect.poll(() => session.emulator.log().at(-1)?.cut, { timeout: 5000 }).toBe(true);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });
});
