import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../src/domain/instant.ts';
import {
  parseWindowName,
  parseWindowText,
  windowName,
  windowsTouching,
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

  it.each([
    ['20261031T000000Z_20261031T235959Z', false],
    ['20261031T000000Z_20261101T000000Z', true],
    ['20261001T000000Z_20261231T235959Z', true],
    ['20261101T000000Z_20261107T235959Z', true],
    ['20261103T000000Z_20261103T235959Z', true],
    ['20261107T235959Z_20261114T235959Z', true],
    ['20261108T000000Z_20261108T235959Z', false],
  ])('is touched by %s: %j', (name, touched) => {
    const found = windowsTouching([name], WEEK);
    expect(found).toEqual(touched ? [parseWindowName(name)] : []);
  });

  it('is touched by no folder of another name, wherever that sorts', () => {
    const names = [
      '',
      '.claims',
      'notes',
      '2026',
      '20261103T000000Z',
      '20261131T000000Z_20261207T235959Z',
    ];
    expect(windowsTouching(names, WEEK)).toEqual([]);
  });

  it('is written with both ends', () => {
    const text = { startAt: '2026-11-01T00:00:00Z', endAt: '2026-11-07T23:59:59Z' };
    expect(windowText(WEEK)).toEqual(text);
    expect(parseWindowText(text)).toEqual(WEEK);
    expect(() => parseWindowText({ startAt: text.endAt, endAt: text.startAt })).toThrow(RangeError);
  });
});
