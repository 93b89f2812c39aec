import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../src/domain/instant.ts';
import {
  parseWindowName,
  parseWindowText,
  windowName,
  windowText,
} from '../../../src/domain/windows.ts';

const WEEK = {
  start: parseInstant('2026-11-01T00:00:00Z'),
  end: parseInstant('2026-11-07T23:59:59Z'),
};

describe('a window', () => {
  it('has a name that sorts by time and leads back to it', () => {
    expect(windowName(WEEK)).toBe('20261101T000000Z_20261107T235959Z');
    expect(parseWindowName('20261101T000000Z_20261107T235959Z')).toEqual(WEEK);
  });

  it.each([
    '',
    'dataset.json',
    '20261101T000000Z',
    '20261101T000000Z_',
    '20261107T235959Z_20261101T000000Z',
    '20261131T000000Z_20261207T235959Z',
    '20261101T000000Z_20261107T235959Z_x',
    '20261101T000000Z_20261107T235959Z ',
  ])('is not named %j', (name) => {
    expect(parseWindowName(name)).toBeUndefined();
  });

  it('is written with both ends', () => {
    const text = { startAt: '2026-11-01T00:00:00Z', endAt: '2026-11-07T23:59:59Z' };
    expect(windowText(WEEK)).toEqual(text);
    expect(parseWindowText(text)).toEqual(WEEK);
    expect(() => parseWindowText({ startAt: text.endAt, endAt: text.startAt })).toThrow(RangeError);
  });
});
