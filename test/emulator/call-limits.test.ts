import { afterEach, expect, test } from 'vitest';
import { BULK, errorOf, Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

const list = () => session.call('GET', `${BULK}.json`);

test('the call past 100 in 20 seconds is 606, until the span has slid on', async () => {
  session = await Session.start({ callsPerSpan: 100 });
  for (let call = 0; call < 100; call += 1) expect(errorOf(await list())).toBe('none');
  expect(errorOf(await list())).toBe("606 Max rate limit '100' exceeded with in '20' secs");
  await session.emulator.advance(20);
  expect(errorOf(await list())).toBe('none');
});

test('identity and error answers do not count towards the rate', async () => {
  session = await Session.start({ callsPerSpan: 2 });
  for (let call = 0; call < 5; call += 1) await session.token();
  for (let call = 0; call < 5; call += 1) await session.status('unknown');
  expect([errorOf(await list()), errorOf(await list())]).toEqual(['none', 'none']);
  expect(errorOf(await list())).toMatch(/^606 /);
});

test('the eleventh call at once is 615', async () => {
  session = await Session.start({ statusLagSeconds: 0 });
  const exportId = await session.completed();
  session.emulator.addFaults({ on: 'file', do: { stallAfterBytes: 10 } });
  const held = [];
  for (let call = 0; call < 10; call += 1) held.push(await session.file(exportId));
  expect(errorOf(await list())).toBe('615 Concurrent access limit reached');
  await held[0]?.body?.cancel();
  await expect.poll(async () => errorOf(await list())).toBe('none');
  for (const response of held.slice(1)) await response.body?.cancel();
});

test('the call past the day’s number is 607 until midnight', async () => {
  session = await Session.start({ dailyCalls: 3, tokenLifeSeconds: 1e6 });
  for (let call = 0; call < 3; call += 1) expect(errorOf(await list())).toBe('none');
  expect(errorOf(await list())).toMatch(/^607 /);
  await session.emulator.changeClock({ now: '2025-06-11T05:00:00Z' });
  expect(errorOf(await list())).toBe('none');
});

test('606 comes at file.json as an envelope with HTTP 200', async () => {
  session = await Session.start({ callsPerSpan: 2 });
  const exportId = await session.completed();
  await (await session.file(exportId)).text();
  await list();
  const response = await session.file(exportId, 'bytes=0-9');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.json()).toMatchObject({ success: false, errors: [{ code: '606' }] });
});
