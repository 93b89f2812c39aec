import { describe, expect, it } from 'vitest';
import {
  formatTraceparent,
  parseTraceparent,
  placeOfRun,
} from '../../../src/domain/traceparent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('traceparent', () => {
  it.each([true, false])('is read as it is written, sampled: %s', (sampled) => {
    const place = { traceId, spanId, sampled };
    expect(parseTraceparent(formatTraceparent(place))).toEqual(place);
  });

  it('of a later version is read by its first four parts', () => {
    const text = `01-${traceId}-${spanId}-01-and-more`;
    expect(parseTraceparent(text)).toEqual({ traceId, spanId, sampled: true });
  });

  it.each([
    ['nothing', undefined],
    ['no text', 42],
    ['too short', `00-${traceId.slice(1)}-${spanId}-01`],
    ['no trace', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['no span', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['version ff', `ff-${traceId}-${spanId}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
  ])('is none: %s', (_what, text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});

describe('the place of a run', () => {
  const ids = {
    firstRunId: '019aaf00-1111-7222-8333-444455556666',
    runId: '019aaf99-1111-7222-9abc-def012345678',
  };

  it('follows from the run ids where nobody called who traces', () => {
    expect(placeOfRun(ids, undefined)).toEqual({
      traceId: '019aaf00111172228333444455556666',
      spanId: '9abcdef012345678',
      sampled: true,
    });
  });

  it("is in the caller's trace, kept or not as the caller has it", () => {
    expect(placeOfRun(ids, { traceId, spanId, sampled: false })).toEqual({
      traceId,
      spanId: '9abcdef012345678',
      sampled: false,
    });
  });
});
