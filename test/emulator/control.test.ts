import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { nodeArguments } from '../support/compiled-sources.ts';
import { BULK, errorOf, read, Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

async function control(method: string, path: string, body?: unknown) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${session.emulator.url}/_emulator${path}`, init);
  const text = await response.text();
  return { status: response.status, json: (text === '' ? null : JSON.parse(text)) as unknown };
}

test('the clock can be read, set, moved ahead and scaled over HTTP, but not set back', async () => {
  session = await Session.start();
  expect((await control('GET', '/clock')).json).toMatchObject({
    now: '2025-06-10T12:00:00.000Z',
    scale: 0,
  });
  expect((await control('POST', '/clock', { advanceSeconds: 90 })).json).toMatchObject({
    now: '2025-06-10T12:01:30.000Z',
  });
  expect((await control('POST', '/clock', { now: '2025-06-11T00:00:00Z' })).json).toMatchObject({
    now: '2025-06-11T00:00:00.000Z',
  });
  expect(await control('POST', '/clock', { now: '2025-06-10T00:00:00Z' })).toMatchObject({
    status: 400,
  });
  expect((await control('POST', '/clock', { scale: 60 })).json).toMatchObject({ scale: 60 });
});

test('moving the clock over HTTP answers when the jobs that are due are through', async () => {
  session = await Session.start();
  const exportId = await session.created();
  await session.enqueue(exportId);
  await control('POST', '/clock', { advanceSeconds: 90 });
  expect(await session.state(exportId)).toBe('Completed');
  expect((await control('GET', '/jobs')).json).toMatchObject([
    {
      exportId,
      startAt: '2025-06-01T00:00:00Z',
      endAt: '2025-06-01T23:59:59Z',
      history: [
        { state: 'Created', at: '2025-06-10T12:00:00Z' },
        { state: 'Queued', at: '2025-06-10T12:00:00Z' },
        { state: 'Processing', at: '2025-06-10T12:00:30Z' },
        { state: 'Completed', at: '2025-06-10T12:01:30Z' },
      ],
    },
  ]);
  expect((await control('GET', '/enqueues')).json).toMatchObject([{ acceptedEnqueues: 1 }]);
});

test('a job can be failed over HTTP; an unknown one is 404', async () => {
  session = await Session.start();
  const exportId = await session.created();
  const failed = await control('POST', `/jobs/${exportId}`, { state: 'Failed', errorMsg: 'why' });
  expect(failed.json).toMatchObject({ state: 'Failed', errorMsg: 'why' });
  expect(await control('POST', '/jobs/none', { state: 'Failed' })).toMatchObject({ status: 404 });
  expect(await control('POST', `/jobs/${exportId}`, { state: 'Lost' })).toMatchObject({
    status: 400,
  });
});

test('faults, holds and other tools can be set over HTTP', async () => {
  session = await Session.start();
  await control('POST', '/faults', { on: 'list', do: { errorCode: '608' } });
  expect(errorOf(await session.call('GET', `${BULK}.json`))).toMatch(/^608/);
  expect((await control('GET', '/faults')).json).toMatchObject([{ struck: 1 }]);
  await control('DELETE', '/faults');
  expect(errorOf(await session.call('GET', `${BULK}.json`))).toBe('none');
  const change = { hold: true, otherTools: { queued: 10, quotaBytes: 5 } };
  expect((await control('POST', '/environment', change)).json).toEqual({
    otherTools: { running: 0, queued: 10, quotaBytes: 5 },
    holdsQueued: true,
    holdsProcessing: true,
    quotaUsedBytes: 5,
  });
  expect(errorOf(await session.enqueue(await session.created()))).toMatch(/^1029 Too many/);
});

test('tokens can be ended and the log read over HTTP; control calls are not in it', async () => {
  session = await Session.start();
  await session.created();
  expect((await control('POST', '/tokens/expire')).status).toBe(204);
  expect(errorOf(await session.call('GET', `${BULK}.json`))).toMatch(/^602/);
  const log = (await control('GET', '/log')).json as { operation: string }[];
  expect(log.map((call) => call.operation)).toEqual(['identity', 'create', 'list']);
});

test('a running clock shows seconds passing at its scale in every Date header', async () => {
  session = await Session.start();
  const emulator = await startEmulator({ startTime: '2025-01-01T00:00:00Z', scale: 3600 });
  const date = async () =>
    Date.parse((await fetch(`${emulator.url}${BULK}.json`).then(read)).headers.get('date') ?? '');
  const first = await date();
  await expect.poll(date).toBeGreaterThan(first + 60_000);
  await emulator.close();
});

test('the command prints one ready line, serves, and exits 0 on SIGTERM', async () => {
  session = await Session.start();
  const child = spawn(
    process.execPath,
    [
      ...nodeArguments('test/support/emulator-command.ts'),
      '--output',
      'json',
      '--scale',
      '60',
      '--start-time',
      '2025-01-01',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const ready = JSON.parse(line.toString()) as Record<string, string>;
  expect(Object.keys(ready)).toEqual(['url', 'clientId', 'clientSecret']);
  const query = `grant_type=client_credentials&client_id=${ready['clientId'] ?? ''}&client_secret=${ready['clientSecret'] ?? ''}`;
  const response = await fetch(`${ready['url'] ?? ''}/identity/oauth/token?${query}`);
  expect(response.status).toBe(200);
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
});
