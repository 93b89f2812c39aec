import { describe, expect, it } from 'vitest';
import { announcement } from './announcement.ts';
import { paced } from './pace.ts';
import { readSettings, type Environment } from './settings.ts';

const NOW_MS = Date.parse('2026-11-02T15:00:00Z');
const INSTANCE: Environment = {
  MARKETO_CONFORMANCE_URL: 'https://123-ABC-456.mktorest.com/rest',
  MARKETO_CONFORMANCE_CLIENT_ID: 'id',
  MARKETO_CONFORMANCE_CLIENT_SECRET: 'secret',
};

describe('without an instance in the environment', () => {
  it.each<Environment>([{}, { MARKETO_CONFORMANCE_URL: ' ' }])('%j means the emulator', (given) => {
    expect(readSettings(given, NOW_MS)).toEqual({
      costly: false,
      windowStart: new Date('2026-11-01T12:00:00Z'),
      jobWaitMs: 1_800_000,
    });
  });
});

describe('an instance', () => {
  it('is called below the root of its host, thriftily', () => {
    expect(readSettings(INSTANCE, NOW_MS)).toMatchObject({
      instance: { baseUrl: 'https://123-abc-456.mktorest.com', clientId: 'id' },
      costly: false,
    });
  });

  it.each<[string, Environment]>([
    ['_CLIENT_SECRET', { MARKETO_CONFORMANCE_CLIENT_SECRET: '' }],
    ['_CLIENT_ID', { MARKETO_CONFORMANCE_CLIENT_ID: '' }],
    ['https://', { MARKETO_CONFORMANCE_URL: 'http://marketo.example' }],
    ['no moment', { MARKETO_CONFORMANCE_WINDOW_START: 'yesterday' }],
    ['minutes', { MARKETO_CONFORMANCE_JOB_WAIT_MINUTES: '0' }],
  ])('is refused with a word about %s', (word, change) => {
    expect(() => readSettings({ ...INSTANCE, ...change }, NOW_MS)).toThrow(word);
  });

  it('is told its costs, and no credentials are shown', () => {
    const text = announcement(readSettings(INSTANCE, NOW_MS));
    expect(text).toContain('one place in the export queue');
    expect(text).toContain('2026-11-01T12:00:00.000Z');
    expect(text).not.toContain('secret');
  });

  it('is told of more places in the queue when costs do not matter', () => {
    const costly = { ...INSTANCE, MARKETO_CONFORMANCE_COSTLY: '1' };
    expect(announcement(readSettings(costly, NOW_MS))).toContain('five places');
  });
});

it('at most the paced number of calls begins in any 20 seconds', async () => {
  let nowMs = 0;
  const sleep = (ms: number) => Promise.resolve(void (nowMs += ms));
  const pace = paced(3, { now: () => nowMs, sleep });
  const begun: number[] = [];
  for (let call = 0; call < 8; call += 1) {
    await pace.turn();
    begun.push(nowMs);
    nowMs += 100;
  }
  expect(begun).toEqual([0, 100, 200, 20_000, 20_100, 20_200, 40_000, 40_100]);
});
