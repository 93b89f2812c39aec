import { afterEach, describe, expect, test } from 'vitest';
import { DAY, errorOf, Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

const QUOTA = '1029 Export daily quota 1MB exceeded.';
const body = { filter: { createdAt: DAY } };

test('the daily quota lets a running job overshoot and then refuses create and enqueue', async () => {
  session = await Session.start({ quotaBytes: 1_000_000 });
  const waiting = await session.created();
  await session.completed();
  expect(session.emulator.environment().quotaUsedBytes).toBeGreaterThan(1_000_000);
  expect(errorOf(await session.create(body))).toBe(QUOTA);
  expect(errorOf(await session.enqueue(waiting))).toBe(QUOTA);
  expect(await session.state(waiting)).toBe('Created');
});

test('the quota is checked before the queue and after the state', async () => {
  session = await Session.start({ quotaBytes: 1_000_000 });
  const queued = await session.created();
  const waiting = await session.created();
  await session.enqueue(queued);
  session.emulator.setEnvironment({ otherTools: { quotaBytes: 1_000_000, queued: 10 } });
  expect(errorOf(await session.enqueue(queued))).toBe('1029 Job already queued');
  expect(errorOf(await session.enqueue(waiting))).toBe(QUOTA);
  session.emulator.setEnvironment({ otherTools: { quotaBytes: 0 } });
  expect(errorOf(await session.enqueue(waiting))).toBe('1029 Too many jobs in queue');
});

describe('the quota comes back at midnight', () => {
  test.each([
    ['America/Chicago', 'in summer', '2025-07-01T12:00:00Z', '2025-07-02T05:00:00Z'],
    ['America/Chicago', 'in winter', '2025-01-10T12:00:00Z', '2025-01-11T06:00:00Z'],
    ['UTC-6', 'in summer', '2025-07-01T12:00:00Z', '2025-07-02T06:00:00Z'],
    ['UTC-6', 'in winter', '2025-01-10T12:00:00Z', '2025-01-11T06:00:00Z'],
  ] as const)('of %s %s', async (quotaZone, _season, startTime, reset) => {
    const options = { quotaZone, startTime, quotaBytes: 1_000_000, tokenLifeSeconds: 1e6 };
    session = await Session.start(options);
    session.emulator.setEnvironment({ otherTools: { quotaBytes: 1_000_000 } });
    await session.emulator.changeClock({ now: Date.parse(reset) - 1000 });
    expect(errorOf(await session.create(body))).toBe(QUOTA);
    await session.emulator.changeClock({ now: reset });
    expect(errorOf(await session.create(body))).toBe('none');
  });
});

test('the page form of the quota message names no size', async () => {
  session = await Session.start({ quotaBytes: 0, switches: { quotaMessage: 'page' } });
  expect(errorOf(await session.create(body))).toBe('1029 Export daily quota exceeded');
});
