import { describe, expect, it } from 'vitest';
import { formatBytes, parseBytes } from '../../../src/config/bytes.ts';
import { durationMs, formatDurationMs, parseDurationMs } from '../../../src/config/duration.ts';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['60s', 60_000],
    ['5m', 300_000],
    ['12h', 43_200_000],
    ['2d', 172_800_000],
    ['0s', 0],
    ['PT60S', 60_000],
    ['PT0.5S', 500],
    ['P1DT1H', 90_000_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDurationMs(text)).toEqual({ ok: true, value: ms });
  });

  it.each([
    ['60', /no unit/],
    ['1.5h', /smaller unit/],
    ['5M', /capitals/],
    ['-5m', /negative/],
    ['-PT5M', /sign/],
    ['5 m', /is not a duration/],
    ['1h30m', /is not a duration/],
    ['soon', /is not a duration; write it like 500ms, 60s/],
    ['P1M', /months or years/],
    ['PT0.0001S', /whole number of milliseconds/],
    ['99999999999999999d', /whole number of milliseconds/],
    ['9'.repeat(10_000), /no unit/],
  ])('%s is refused', (text, fault) => {
    const read = parseDurationMs(text);
    expect(read).toMatchObject({ ok: false, fault: expect.stringMatching(fault) as string });
    expect(JSON.stringify(read).length).toBeLessThan(250);
  });

  it.each([
    [0, '0s'],
    [500, '500ms'],
    [90_000, '90s'],
    [300_000, '5m'],
    [172_800_000, '2d'],
  ])('%d ms are written %s', (ms, text) => expect(formatDurationMs(ms)).toBe(text));

  it('takes both ends of its range, and names them when refused', () => {
    const read = durationMs({ min: 1_000, max: 60_000 });
    expect([read('1s').ok, read('1m').ok, read('999ms').ok]).toEqual([true, true, false]);
    expect(read('2m')).toEqual({ ok: false, fault: '"2m" is out of range; choose from 1s to 1m' });
  });
});

describe('a size', () => {
  it.each([
    ['67108864', 67_108_864],
    ['64MiB', 67_108_864],
    ['64 MiB', 67_108_864],
    ['64MB', 64_000_000],
    ['1KiB', 1_024],
    ['1kB', 1_000],
    ['1KB', 1_000],
    ['2GiB', 2_147_483_648],
    ['2GB', 2_000_000_000],
    ['7B', 7],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseBytes(text)).toEqual({ ok: true, value: bytes });
  });

  it.each([
    ['64M', /1000 or 1024/],
    ['64mib', /wrong case/],
    ['1.5MiB', /smaller unit/],
    ['-1', /is not a size; write it like 67108864, 64MiB or 64MB/],
    ['1e6', /is not a size/],
    ['9999999999GiB', /too large/],
  ])('%s is refused', (text, fault) => {
    expect(parseBytes(text)).toMatchObject({
      ok: false,
      fault: expect.stringMatching(fault) as string,
    });
  });

  it.each([
    [67_108_864, '64MiB'],
    [64_000_000, '64MB'],
    [1_000, '1kB'],
    [7, '7'],
  ])('%d bytes are written %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
