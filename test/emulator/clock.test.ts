import { afterEach, describe, expect, test } from 'vitest';
import { EmulatorClock } from '../../src/emulator/clock.ts';
import { DAY, errorOf, Session } from './session.ts';

const body = { filter: { createdAt: DAY } };

describe('over a change of daylight saving', () => {
  let session: Session;
  afterEach(() => session.emulator.close());

  test.each([
    // The night before, and the night after, clocks in Chicago went forward and back.
    ['America/Chicago', '2025-03-09T06:00:00Z'],
    ['America/Chicago', '2025-03-10T05:00:00Z'],
    ['America/Chicago', '2025-11-02T05:00:00Z'],
    ['America/Chicago', '2025-11-03T06:00:00Z'],
    ['UTC-6', '2025-03-09T06:00:00Z'],
    ['UTC-6', '2025-03-10T06:00:00Z'],
    ['UTC-6', '2025-11-02T06:00:00Z'],
    ['UTC-6', '2025-11-03T06:00:00Z'],
  ] as const)('the quota day of %s ends at %s', async (quotaZone, reset) => {
    const startTime = Date.parse(reset) - 7200_000;
    session = await Session.start({ quotaZone, startTime });
    session.emulator.setEnvironment({ otherTools: { quotaBytes: 500_000_000 } });
    await session.emulator.changeClock({ now: Date.parse(reset) - 1000 });
    expect(errorOf(await session.create(body))).toMatch(/^1029/);
    await session.emulator.changeClock({ now: reset });
    expect(errorOf(await session.create(body))).toBe('none');
  });

  test.each([
    ['short', '2025-03-09T06:00:00Z', 23],
    ['long', '2025-11-02T05:00:00Z', 25],
  ])('the %s day in Chicago has one quota for all its hours', async (_name, begins, hours) => {
    session = await Session.start({ startTime: begins, tokenLifeSeconds: 1e6 });
    session.emulator.setEnvironment({ otherTools: { quotaBytes: 500_000_000 } });
    const errors = [];
    for (let hour = 0; hour <= hours; hour += 1) {
      errors.push(errorOf(await session.create(body)).slice(0, 4));
      await session.emulator.advance(3600);
    }
    expect(errors).toEqual([...Array<string>(hours).fill('1029'), 'none']);
  });
});

describe('the clock', () => {
  const clock = () => new EmulatorClock(Date.parse('2025-06-10T12:00:00Z'), 0);

  test.each([
    [{ now: '2025-06-10T11:00:00Z' }, /shows 2025-06-10T12:00.*cannot go back to 2025-06-10T11:00/],
    [{ advanceSeconds: -60 }, /cannot go back to 2025-06-10T11:59/],
    [{ now: 'soon' }, /Not a moment: soon/],
    [{ scale: -1 }, /Not a scale: -1/],
    [{ scale: Number.NaN, advanceSeconds: 60 }, /Not a scale: NaN/],
  ])('refuses %j and stays as it is', (change, message) => {
    const standing = clock();
    const before = standing.read();
    expect(() => standing.change(change)).toThrow(message);
    expect(standing.read()).toEqual(before);
  });

  test('goes on from where it is when its scale changes', async () => {
    const running = clock();
    running.change({ scale: 36_000 });
    await expect.poll(() => running.nowMs()).toBeGreaterThan(Date.parse('2025-06-10T13:00:00Z'));
    const { nowMs } = running.change({ scale: 0 });
    expect(running.nowMs()).toBe(nowMs);
  });
});
