import { afterEach, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import { BULK, errorOf, Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

/** A session with some switches turned. */
async function turned(switches: NonNullable<EmulatorOptions['switches']>): Promise<void> {
  session = await Session.start({ switches, callsPerSpan: 100 });
}

test('enqueue of a cancelled job can be 1029', async () => {
  await turned({ enqueueOfCancelled: '1029' });
  const exportId = await session.created();
  await session.cancel(exportId);
  expect(errorOf(await session.enqueue(exportId))).toBe('1029 Job already queued');
});

test('cancel of an ended job can succeed and change nothing', async () => {
  await turned({ cancelOfTerminal: 'success' });
  const exportId = await session.completed();
  expect((await session.cancel(exportId)).json.result).toMatchObject([{ status: 'Completed' }]);
});

test.each([
  ['badRange', 'whole', 'bytes=99999999-', 200],
  ['malformedRange', 'unsatisfiable', 'bytes=0--1', 416],
] as const)('%s can be %s', async (name, value, range, status) => {
  await turned({ [name]: value });
  const response = await session.file(await session.completed(), range);
  await response.arrayBuffer();
  expect(response.status).toBe(status);
});

test('the type of a CSV file can be another', async () => {
  await turned({ csvContentType: 'text/csv' });
  const response = await session.file(await session.completed(), 'bytes=0-0');
  expect(response.headers.get('content-type')).toBe('text/csv');
});

test('queuedAt can show from creation on', async () => {
  await turned({ queuedAtWhenCreated: true });
  const exportId = await session.created();
  const [job] = (await session.status(exportId)).json.result ?? [];
  expect(job).toMatchObject({ status: 'Created', queuedAt: '2025-06-10T12:00:00Z' });
});

test.each(['1003', '1013'] as const)('an unknown job can be %s', async (unknownJobCode) => {
  await turned({ unknownJobCode });
  expect((await session.status('none')).json.errors?.[0]?.code).toBe(unknownJobCode);
});

test('error answers can count towards the rate', async () => {
  await turned({ errorsCount: true });
  for (let call = 0; call < 100; call += 1) await session.status('none');
  expect(errorOf(await session.call('GET', `${BULK}.json`))).toMatch(/^606 /);
});
