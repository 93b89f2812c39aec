import { afterEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/emulator/index.ts';
import { BULK, DAY, errorOf, Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

const NEXT_DAY = { startAt: '2025-06-02T00:00:00Z', endAt: '2025-06-02T23:59:59Z' };

/** A job that was enqueued and had time enough. */
async function run(createdAt: object = DAY): Promise<string> {
  return session.completed({}, createdAt);
}

describe('a rule on jobs', () => {
  test('can leave a job Processing for ever, its slot taken, until it is cancelled', async () => {
    session = await Session.start({ faults: [{ on: 'job', do: { job: { fate: 'stuck' } } }] });
    const exportId = await run();
    await session.emulator.advance(3000);
    expect(await session.state(exportId)).toBe('Processing');
    expect(errorOf(await session.cancel(exportId))).toBe('none');
    expect(await session.state(exportId)).toBe('Cancelled');
  });

  test('can fail a job when its processing is over, with a message', async () => {
    const job = { fate: 'failed', errorMsg: 'Disk is full' } as const;
    session = await Session.start({ faults: [{ on: 'job', do: { job } }] });
    const [shown] = (await session.status(await run())).json.result ?? [];
    expect(shown).toMatchObject({
      status: 'Failed',
      errorMsg: 'Disk is full',
      finishedAt: '2025-06-10T12:01:30Z',
    });
  });

  test('can make a job vanish: unknown, unlisted, without file, its slot free', async () => {
    session = await Session.start({ faults: [{ on: 'job', do: { job: { fate: 'vanished' } } }] });
    const exportId = await session.created();
    await session.enqueue(exportId);
    await session.emulator.advance(89);
    expect(await session.state(exportId)).toBe('Processing');
    await session.emulator.advance(1);
    expect(errorOf(await session.status(exportId))).toMatch(/^610/);
    expect((await session.call('GET', `${BULK}.json`)).json.result).toEqual([]);
    expect((await session.file(exportId)).status).toBe(404);
    session.emulator.clearFaults();
    const others = [await run(), await run()];
    expect(await Promise.all(others.map((id) => session.state(id)))).toEqual(
      Array(2).fill('Completed'),
    );
  });

  test('counts jobs as they are enqueued, not calls', async () => {
    session = await Session.start({
      faults: [{ on: 'job', after: 1, times: 1, do: { job: { fate: 'failed' } } }],
    });
    const states = [];
    for (let job = 0; job < 3; job += 1) states.push(await session.state(await run()));
    expect(states).toEqual(['Completed', 'Failed', 'Completed']);
    expect(session.emulator.faults()).toMatchObject([{ seen: 3, struck: 1 }]);
  });
});

describe('a rule with a window', () => {
  test.each<[string, Pick<FaultRule, 'startAt' | 'endAt'>]>([
    ['its start', { startAt: NEXT_DAY.startAt }],
    ['its start in another form', { startAt: '2025-06-01T18:00:00.000-06:00' }],
    ['its end', { endAt: NEXT_DAY.endAt }],
    ['both', NEXT_DAY],
  ])('strikes the create and every call of the job of this window only, by %s', async (_by, on) => {
    session = await Session.start();
    const [sick, well] = [await session.created({}, NEXT_DAY), await session.created({}, DAY)];
    session.emulator.addFaults({ on: '*', ...on, do: { errorCode: '713' } });
    for (const call of [() => session.status(sick), () => session.enqueue(sick)]) {
      expect(errorOf(await call())).toMatch(/^713/);
    }
    expect(errorOf(await session.create({ filter: { createdAt: NEXT_DAY } }))).toMatch(/^713/);
    expect(errorOf(await session.create({ filter: { createdAt: DAY } }))).toBe('none');
    expect(errorOf(await session.status(well))).toBe('none');
    expect(errorOf(await session.call('GET', `${BULK}.json`))).toBe('none');
  });

  test('strikes the jobs of this window only', async () => {
    const rule: FaultRule = {
      on: 'job',
      startAt: DAY.startAt,
      do: { job: { fate: 'failed' } },
    };
    session = await Session.start({ faults: [rule] });
    expect(await session.state(await run(DAY))).toBe('Failed');
    expect(await session.state(await run(NEXT_DAY))).toBe('Completed');
  });

  test('is refused when its moment cannot be read', async () => {
    session = await Session.start();
    const rule: FaultRule = { on: '*', startAt: 'tomorrow', do: { errorCode: '1' } };
    expect(() => session.emulator.addFaults(rule)).toThrow(/Not a moment.*startAt/s);
  });
});

describe('other tools by a schedule', () => {
  const schedule = [
    { from: '2025-06-10T12:00:00Z', until: '2025-06-10T13:00:00Z', running: 1, queued: 8 },
    { from: '2025-06-10T12:30:00Z', until: '2025-06-10T12:40:00Z', running: 1, quotaBytes: 5e8 },
  ];

  test('take slots, places and quota from one time until another', async () => {
    session = await Session.start({ environment: { schedule } });
    const [first, second] = [await session.created(), await session.created()];
    expect(errorOf(await session.enqueue(first))).toBe('none');
    expect(errorOf(await session.enqueue(second))).toBe('1029 Too many jobs in queue');
    await session.emulator.advance(1795);
    expect(await session.state(first)).toBe('Completed');
    await session.emulator.advance(10);
    expect(errorOf(await session.enqueue(second))).toMatch(/^1029 Export daily quota/);
  });

  test('hold a job back until the moment they leave a slot, also over a jump', async () => {
    const both = [{ ...schedule[0]!, running: 2, queued: 0 }];
    session = await Session.start({ environment: { schedule: both } });
    await session.enqueue(await session.created());
    await session.emulator.advance(7000);
    expect(session.emulator.jobs()[0]?.history.map(({ at }) => at.slice(11))).toEqual([
      '12:00:00Z',
      '12:00:00Z',
      '13:00:00Z',
      '13:01:00Z',
    ]);
  });

  test('a schedule that ends before it begins is refused', async () => {
    session = await Session.start();
    const wrong = [{ from: '2025-06-11', until: '2025-06-10' }];
    expect(() => session.emulator.setEnvironment({ schedule: wrong })).toThrow(/Not a span/);
  });
});
