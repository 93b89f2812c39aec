import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { DAY, Session, START } from './session.ts';

const MONTH = { startAt: '2025-05-01T00:00:00Z', endAt: '2025-05-31T23:59:59Z' };

let session: Session | undefined;
afterEach(() => session?.emulator.close());

test('a job goes from create to a file whose length and SHA-256 are those of the job', async () => {
  session = await Session.start();
  const exportId = await session.created();
  expect(await session.state(exportId)).toBe('Created');
  expect((await session.enqueue(exportId)).json.result?.[0]).toEqual({
    exportId,
    format: 'CSV',
    status: 'Queued',
    createdAt: START,
    queuedAt: START,
  });
  await session.emulator.advance(30);
  expect(await session.state(exportId)).toBe('Processing');
  await session.emulator.advance(60);
  const [job] = (await session.status(exportId)).json.result ?? [];
  const file = await session.file(exportId);
  const bytes = Buffer.from(await file.arrayBuffer());
  expect(Object.keys(job ?? {})).toEqual([
    'exportId',
    'format',
    'status',
    'createdAt',
    'queuedAt',
    'startedAt',
    'finishedAt',
    'numberOfRecords',
    'fileSize',
    'fileChecksum',
  ]);
  expect(job).toMatchObject({
    status: 'Completed',
    startedAt: '2025-06-10T12:00:30Z',
    finishedAt: '2025-06-10T12:01:30Z',
    numberOfRecords: 5000,
    fileSize: bytes.length,
    fileChecksum: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  });
  expect(file.status).toBe(200);
  expect(file.headers.get('content-type')).toBe('text/csv;charset=UTF-8');
  expect(file.headers.get('date')).toBe('Tue, 10 Jun 2025 12:01:30 GMT');
});

test.each([0, 1, 2, 3])(
  'a clock that jumps an hour completes a full queue two at a time, though the file of job %i takes longest to measure',
  async (longest) => {
    session = await Session.start();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ids.push(await session.created({}, index === longest ? MONTH : DAY));
    }
    for (const id of ids) await session.enqueue(id);
    await session.emulator.advance(3600);
    const finished = session.emulator.jobs().map((job) => job.history.at(-1)?.at);
    expect(finished).toEqual([
      '2025-06-10T12:01:30Z',
      '2025-06-10T12:01:30Z',
      '2025-06-10T12:02:30Z',
      '2025-06-10T12:02:30Z',
      '2025-06-10T12:03:30Z',
    ]);
  },
);

test('every call is in the log with what was answered', async () => {
  session = await Session.start();
  const exportId = await session.completed();
  await (await session.file(exportId, 'bytes=10-19')).text();
  await session.enqueue(exportId);
  expect(session.emulator.log()).toMatchObject([
    { operation: 'identity', httpStatus: 200, tokenBy: 'none' },
    { operation: 'create', accepted: true, user: 'demo', tokenBy: 'header' },
    { operation: 'enqueue', accepted: true, exportId },
    { operation: 'file', requestedRange: 'bytes=10-19', sentFromByte: 10, sentBytes: 10 },
    { operation: 'enqueue', accepted: false, errorCode: '1029', httpStatus: 200 },
  ]);
  expect(session.emulator.acceptedEnqueues()).toMatchObject([{ acceptedEnqueues: 1 }]);
});
