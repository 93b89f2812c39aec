import { afterEach, describe, expect, test } from 'vitest';
import { errorOf, Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

async function manyQueued(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await session.created());
  for (const id of ids) expect(errorOf(await session.enqueue(id))).toBe('none');
  return ids;
}

const states = () => session.emulator.jobs().map((job) => job.state);

describe('the queue', () => {
  test('runs two jobs at once, first in first out', async () => {
    session = await Session.start();
    await manyQueued(4);
    await session.emulator.advance(30);
    expect(states()).toEqual(['Processing', 'Processing', 'Queued', 'Queued']);
    await session.emulator.advance(60);
    expect(states()).toEqual(['Completed', 'Completed', 'Processing', 'Processing']);
  });

  test('takes ten jobs, the running ones included, and refuses the next with 1029', async () => {
    session = await Session.start();
    await manyQueued(10);
    const extra = await session.created();
    await session.emulator.advance(30);
    expect(errorOf(await session.enqueue(extra))).toBe('1029 Too many jobs in queue');
    expect(await session.state(extra)).toBe('Created');
    await session.emulator.advance(60);
    expect(errorOf(await session.enqueue(extra))).toBe('none');
  });

  test('has no place for Created jobs to fill', async () => {
    session = await Session.start();
    for (let index = 0; index < 12; index += 1) await session.created();
    expect(errorOf(await session.enqueue(await session.created()))).toBe('none');
  });

  test('is shared with other tools of the subscription', async () => {
    session = await Session.start({ environment: { otherTools: { running: 2, queued: 7 } } });
    await manyQueued(1);
    expect(errorOf(await session.enqueue(await session.created()))).toMatch(/^1029 Too many/);
    await session.emulator.advance(600);
    expect(states()).toEqual(['Queued', 'Created']);
    session.emulator.setEnvironment({ otherTools: { running: 1 } });
    expect(states()).toEqual(['Processing', 'Created']);
  });

  test('moves by the running clock alone', async () => {
    session = await Session.start({ scale: 2000 });
    const exportId = await session.created();
    await session.enqueue(exportId);
    await expect.poll(() => session.emulator.jobs()[0]?.state).toBe('Completed');
  });
});

describe('enqueue again', () => {
  test.each([
    ['Queued', 0, undefined],
    ['Processing', 30, undefined],
    ['Completed', 90, undefined],
    ['Failed', 0, 'Failed'],
  ] as const)(
    'of a job that is %s is 1029 "Job already queued"',
    async (state, seconds, forced) => {
      session = await Session.start();
      const [exportId = ''] = await manyQueued(1);
      await session.emulator.advance(seconds);
      if (forced !== undefined) await session.emulator.setJobState(exportId, forced);
      expect(states()).toEqual([state]);
      expect(errorOf(await session.enqueue(exportId))).toBe('1029 Job already queued');
      expect(states()).toEqual([state]);
    },
  );

  test('of a cancelled job is 1003', async () => {
    session = await Session.start();
    const exportId = await session.created();
    await session.cancel(exportId);
    expect((await session.enqueue(exportId)).json.errors?.[0]?.code).toBe('1003');
  });
});

describe('cancel', () => {
  test.each([
    ['Created', false, 0, ['exportId', 'format', 'status', 'createdAt']],
    ['Queued', true, 0, ['exportId', 'format', 'status', 'createdAt', 'queuedAt']],
    [
      'Processing',
      true,
      30,
      ['exportId', 'format', 'status', 'createdAt', 'queuedAt', 'startedAt'],
    ],
  ])('ends a %s job as Cancelled and keeps its times', async (_state, queued, seconds, members) => {
    session = await Session.start();
    const exportId = await session.created();
    if (queued) await session.enqueue(exportId);
    await session.emulator.advance(seconds);
    const [job] = (await session.cancel(exportId)).json.result ?? [];
    expect(job).toMatchObject({ status: 'Cancelled' });
    expect(Object.keys(job ?? {})).toEqual(members);
    await session.emulator.advance(600);
    expect(await session.state(exportId)).toBe('Cancelled');
  });

  test('frees the slot of a running job', async () => {
    session = await Session.start();
    const [first = ''] = await manyQueued(3);
    await session.emulator.advance(30);
    await session.cancel(first);
    expect(states()).toEqual(['Cancelled', 'Processing', 'Processing']);
  });

  test.each(['Completed', 'Failed', 'Cancelled'] as const)(
    'of a %s job is 1003 and leaves it so',
    async (state) => {
      session = await Session.start();
      const exportId = await session.created();
      await session.emulator.setJobState(exportId, state);
      expect((await session.cancel(exportId)).json.errors?.[0]?.code).toBe('1003');
      expect(await session.state(exportId)).toBe(state);
    },
  );
});

describe('the status', () => {
  test('lags up to 60 seconds behind the workers; what enqueue did and the file show at once', async () => {
    session = await Session.start({ statusLagSeconds: 60 });
    const exportId = await session.created();
    await session.emulator.advance(1);
    const enqueued = await session.enqueue(exportId);
    expect(enqueued.json.result).toMatchObject([{ status: 'Queued' }]);
    expect(await session.state(exportId)).toBe('Queued');
    await session.emulator.advance(58);
    expect(await session.state(exportId)).toBe('Queued');
    await session.emulator.advance(1);
    expect(await session.state(exportId)).toBe('Processing');
    await session.emulator.advance(31);
    expect(await session.state(exportId)).toBe('Processing');
    expect((await session.file(exportId)).status).toBe(200);
    await session.emulator.advance(29);
    expect(await session.state(exportId)).toBe('Completed');
  });

  test('of a job cancelled while its processing does not show yet is Cancelled', async () => {
    session = await Session.start({ statusLagSeconds: 60 });
    const exportId = await session.created();
    await session.enqueue(exportId);
    await session.emulator.advance(45);
    expect(await session.state(exportId)).toBe('Queued');
    await session.cancel(exportId);
    expect((await session.status(exportId)).json.result).toMatchObject([
      { status: 'Cancelled', startedAt: '2025-06-10T12:00:30Z' },
    ]);
  });

  test('of a Failed job carries errorMsg and finishedAt', async () => {
    session = await Session.start();
    const exportId = await session.created();
    await session.enqueue(exportId);
    await session.emulator.advance(40);
    await session.emulator.setJobState(exportId, 'Failed', 'Disk is full');
    const [job] = (await session.status(exportId)).json.result ?? [];
    expect(job).toMatchObject({
      status: 'Failed',
      finishedAt: '2025-06-10T12:00:40Z',
      errorMsg: 'Disk is full',
    });
    expect(job).not.toHaveProperty('fileSize');
  });

  test('is kept for 30 days after the end', async () => {
    session = await Session.start({ tokenLifeSeconds: 1e9 });
    const exportId = await session.completed();
    await session.emulator.advance(29 * 86_400);
    expect(await session.state(exportId)).toBe('Completed');
    await session.emulator.advance(86_400);
    expect((await session.status(exportId)).json.errors?.[0]?.code).toBe('610');
  });

  test('can be spelt Canceled and show absent members as null', async () => {
    session = await Session.start({
      switches: { cancelledSpelling: 'Canceled', absentMembers: 'null' },
    });
    const exportId = await session.created();
    const [job] = (await session.cancel(exportId)).json.result ?? [];
    expect(job).toMatchObject({ status: 'Canceled', fileSize: null, errorMsg: null });
  });
});

test('a held job stays where it is until it is released', async () => {
  session = await Session.start({ environment: { hold: { processing: true } } });
  await manyQueued(1);
  await session.emulator.advance(3600);
  expect(states()).toEqual(['Processing']);
  session.emulator.setEnvironment({ hold: false });
  expect(states()).toEqual(['Completed']);
  const [job] = session.emulator.jobs();
  expect(job?.history.at(-1)?.at).toBe('2025-06-10T13:00:00Z');
});

describe('a job of another user', () => {
  test('is as unknown as one that never was', async () => {
    const users = ['demo', 'other'].map((name) => ({ clientId: name, clientSecret: name }));
    session = await Session.start({ users });
    const stranger = new Session(session.emulator, 'other');
    const exportId = await session.completed();
    const unknown = '00000000-0000-0000-0000-000000000000';
    for (const id of [exportId, unknown]) {
      const replies = [
        await stranger.status(id),
        await stranger.enqueue(id),
        await stranger.cancel(id),
      ];
      expect(replies.map(errorOf)).toEqual(Array(3).fill('610 Requested resource not found'));
      const file = await stranger.file(id);
      expect([file.status, file.headers.get('content-type')]).toEqual([404, 'text/plain']);
    }
    expect((await stranger.call('GET', '/bulk/v1/activities/export.json')).json.result).toEqual([]);
  });
});
