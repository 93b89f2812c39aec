import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Session } from './session.ts';

let session: Session;
let exportId: string;
let whole: Buffer;

beforeAll(async () => {
  session = await Session.start({ dailyCalls: null });
  exportId = await session.completed();
  whole = Buffer.from(await (await session.file(exportId)).arrayBuffer());
});
afterAll(() => session.emulator.close());

async function part(range: string) {
  const response = await session.file(exportId, range);
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe('a range', () => {
  test.each([
    ['0-0', 0, 0],
    ['0-99', 0, 99],
    ['100-199', 100, 199],
    ['1000000-', 1_000_000, Infinity],
    ['0-', 0, Infinity],
    ['0-999999999', 0, Infinity],
    ['500000-999999999', 500_000, Infinity],
  ])('bytes=%s is 206 with both ends included and clipped to the file', async (range, from, to) => {
    const last = Math.min(to, whole.length - 1);
    const { response, bytes } = await part(`bytes=${range}`);
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${from}-${last}/${whole.length}`);
    expect(response.headers.get('content-length')).toBe(String(last + 1 - from));
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(bytes.equals(whole.subarray(from, last + 1))).toBe(true);
  });

  test.each([0, 1, 1000])(
    'that starts %d bytes past the last is 416 with the size',
    async (past) => {
      const { response } = await part(`bytes=${whole.length + past}-`);
      expect(response.status).toBe(416);
      expect(response.headers.get('content-range')).toBe(`bytes */${whole.length}`);
    },
  );

  test.each(['bytes=0--1', 'bytes=5-1', 'bytes=-5', 'bytes=0-1,3-4', 'bytes=a-b', 'items=0-1', ''])(
    'that reads "%s" is ignored: 200 with the whole file',
    async (range) => {
      const { response, bytes } = await part(range);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-length')).toBe(String(whole.length));
      expect(bytes.equals(whole)).toBe(true);
    },
  );
});

test('ranges one after the other make the whole file with the right SHA-256', async () => {
  const [job] = (await session.status(exportId)).json.result ?? [];
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: whole.length - 1 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(cuts, async (middle) => {
      const ends = [...middle.sort((one, other) => one - other), whole.length];
      const hash = createHash('sha256');
      let start = 0;
      for (const end of ends) {
        hash.update((await part(`bytes=${start}-${end - 1}`)).bytes);
        start = end;
      }
      expect(`sha256:${hash.digest('hex')}`).toBe(job?.['fileChecksum']);
    }),
    { numRuns: 20 },
  );
});

test('a file is 404 in plain text before completion and seven days after', async () => {
  const fresh = await Session.start({ tokenLifeSeconds: 1e6 });
  const id = await fresh.created();
  const before = await fresh.file(id);
  expect([before.status, before.headers.get('content-type')]).toEqual([404, 'text/plain']);
  await fresh.enqueue(id);
  await fresh.emulator.advance(90 + 7 * 86_400 - 1);
  const response = await fresh.file(id);
  expect(response.status).toBe(200);
  await response.body?.cancel();
  await fresh.emulator.advance(1);
  expect((await fresh.file(id)).status).toBe(404);
  expect(await fresh.state(id)).toBe('Completed');
  await fresh.emulator.close();
});
