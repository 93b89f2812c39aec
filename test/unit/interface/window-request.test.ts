import { describe, expect, it } from 'vitest';
import { requestFor } from '../../../src/interface/window-request.ts';
import { accepted, request } from './sample-request.ts';

const WINDOW = { startAt: '2026-10-08T00:00:00Z', endAt: '2026-10-14T23:59:59Z' };

describe('requestFor', () => {
  it('says no more than it must', () => {
    const { request: resolved } = accepted(request({}, { dataset: 'nightly' }));
    expect(requestFor(resolved, WINDOW)).toEqual({
      filter: { createdAt: WINDOW },
      version: 1,
      dataset: 'nightly',
      windowSize: 'P7D',
    });
  });

  it.each([
    ['defaults', request()],
    [
      'everything',
      request(
        { activityTypeIds: [25, 24], primaryAttributeValueIds: [16, 102] },
        {
          fields: ['leadId', 'actionResult'],
          format: 'SSV',
          columnHeaderNames: { leadId: 'x' },
          dataset: 'd',
          settle: 'P1DT1S',
          windowSize: 'P8D',
          backfill: { order: 'oldest' },
          concurrency: 1,
        },
      ),
    ],
    [
      'names',
      request({ activityTypeIds: [2], primaryAttributeValues: ['P.F'] }, { settle: 'PT0S' }),
    ],
  ])('asks for the same rows and columns in the same dataset: %s', (_name, input) => {
    const { request: resolved } = accepted(input);
    const again = accepted(JSON.parse(JSON.stringify(requestFor(resolved, WINDOW)))).request;
    expect(again).toEqual({ ...resolved, period: WINDOW });
  });

  it('a window longer than the window size is not cut', () => {
    const { request: resolved } = accepted(request({}, { windowSize: 'PT1H' }));
    expect(requestFor(resolved, WINDOW).windowSize).toBe('P7D');
    const odd = { startAt: '2026-10-08T00:00:00Z', endAt: '2026-10-09T01:02:03Z' };
    expect(accepted(requestFor(resolved, odd)).request.windowSizeSeconds).toBe(86_400 + 3_724);
  });

  it('keeps the instant of a refresh', () => {
    const resolved = { ...accepted(request()).request, refreshBefore: '2026-11-01T00:00:00Z' };
    expect(accepted(requestFor(resolved, WINDOW)).refresh).toBe('2026-11-01T00:00:00Z');
  });
});
