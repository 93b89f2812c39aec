import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIsoDuration, parseIsoDuration } from '../../../src/interface/iso-duration.ts';

describe('ISO durations', () => {
  it.each([
    ['PT0S', 0],
    ['PT1H30M', 5_400],
    ['P1W2DT3H4M5S', 788_645],
    ['PT0.25S', 0.25],
    ['P31D', 2_678_400],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseIsoDuration(text)).toEqual({ ok: true, seconds });
  });

  it.each([
    ['P1Y', /months or years/],
    ['P1M', /months or years/],
    ['P1Y2M3DT4H', /months or years/],
    ['-P1D', /sign/],
    ['7d', /write "P7D"/],
    ['30m', /write "PT30M"/],
    ['P', /not an ISO-8601 duration/],
    ['PT', /not an ISO-8601 duration/],
    ['p1d', /not an ISO-8601 duration/],
    ['P1H', /not an ISO-8601 duration/],
    ['', /not an ISO-8601 duration/],
  ])('%s is refused with a reason', (text, reason) => {
    expect(parseIsoDuration(text)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('what is formatted is read back as it was', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000 }), (seconds) => {
        expect(parseIsoDuration(formatIsoDuration(seconds))).toEqual({ ok: true, seconds });
      }),
    );
  });
});
