import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compactInstant,
  formatInstant,
  parseCompactInstant,
  parseInstant,
} from '../../../src/domain/instant.ts';

/** 0000-01-01T00:00:00Z … 9999-12-31T23:59:59Z: the years that have four digits. */
const seconds = () => fc.integer({ min: -62_167_219_200, max: 253_402_300_799 });

describe('an instant', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59Z', -1],
    ['2024-02-29T12:34:56Z', 1_709_210_096],
    ['9999-12-31T23:59:59Z', 253_402_300_799],
  ])('%s is %d seconds, and is written back the same', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
    expect(formatInstant(expected)).toBe(text);
  });

  it('survives text and compact text, whatever the second', () => {
    fc.assert(
      fc.property(seconds(), (second) => {
        expect(parseInstant(formatInstant(second))).toBe(second);
        expect(parseCompactInstant(compactInstant(second))).toBe(second);
      }),
    );
  });

  it('orders the same as text, as compact text and as a number', () => {
    fc.assert(
      fc.property(seconds(), seconds(), (a, b) => {
        expect(formatInstant(a) < formatInstant(b)).toBe(a < b);
        expect(compactInstant(a) < compactInstant(b)).toBe(a < b);
      }),
    );
  });

  it.each([
    [0.999, '1970-01-01T00:00:00Z'],
    [-0.001, '1969-12-31T23:59:59Z'],
  ])('loses its fraction downwards: %d', (second, text) => {
    expect(formatInstant(second)).toBe(text);
  });
});

const IMPOSSIBLE = [
  '2026-02-29T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-09-31T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T23:60:00Z',
  '2026-01-01T23:59:60Z',
];

describe('what is no instant', () => {
  it.each([
    ...IMPOSSIBLE,
    '',
    '2026-10-01',
    '2026-10-01T00:00:00',
    '2026-10-01 00:00:00Z',
    '2026-10-01T00:00:00.000Z',
    '2026-10-01T00:00:00+00:00',
    '2026-10-01T00:00:00z',
    ' 2026-10-01T00:00:00Z',
    '2026-10-01T00:00:00Z\n',
    '+010000-01-01T00:00:00Z',
    '٢٠٢٦-10-01T00:00:00Z',
  ])('is refused with its own words: %j', (text) => {
    expect(() => parseInstant(text)).toThrow(RangeError);
    expect(() => parseInstant(text)).toThrow(JSON.stringify(text));
  });

  it.each([
    ...IMPOSSIBLE.map((text) => text.replaceAll(/[-:]/g, '')),
    '20261001',
    '20261001T000000',
    '2026-10-01T00:00:00Z',
    'x20261001T000000Z',
    '20261001T000000Zx',
  ])('is undefined in a file name: %j', (text) => {
    expect(parseCompactInstant(text)).toBeUndefined();
  });
});
