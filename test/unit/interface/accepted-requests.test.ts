import { describe, expect, it } from 'vitest';
import { DEFAULT_FIELDS } from '../../../src/domain/query.ts';
import { parseRequest } from '../../../src/interface/request.ts';
import { accepted, PERIOD, REFERENCE_TIME, request } from './sample-request.ts';

describe('a request that is right', () => {
  it('has every default filled in', () => {
    expect(accepted(request())).toEqual({
      ok: true,
      refresh: false,
      request: {
        version: 1,
        instance: 'default',
        dataset: expect.stringMatching(/^q-[0-9a-f]{12}$/) as string,
        period: PERIOD,
        query: {
          activityTypeIds: [],
          primaryAttributeValueIds: [],
          primaryAttributeValues: [],
          fields: DEFAULT_FIELDS,
          format: 'CSV',
          columnHeaderNames: {},
        },
        windowSizeSeconds: 604_800,
        concurrency: 2,
        settleSeconds: 7_200,
      },
    });
  });

  it.each([
    ['absent', undefined, undefined, 2],
    ['false', false, undefined, 2],
    ['true', true, { order: 'newest' }, 1],
    ['an object', {}, { order: 'newest' }, 1],
    ['an object with its order', { order: 'oldest' }, { order: 'oldest' }, 1],
  ])(
    'is a backfill, one window at a time, when backfill says so: %s',
    (_how, backfill, resolved, concurrency) => {
      const { request: read } = accepted(request({}, { backfill }));
      expect(read.backfill).toEqual(resolved);
      expect(read.concurrency).toBe(concurrency);
      expect(accepted(request({}, { backfill, concurrency: 4 })).request.concurrency).toBe(4);
    },
  );

  it('takes every member over', () => {
    const { request: resolved, refresh } = accepted(
      request(
        { activityTypeIds: [24, 25, 24], primaryAttributeValues: ['b', 'a', 'b'] },
        {
          fields: ['leadId', 'actionResult'],
          format: 'SSV',
          columnHeaderNames: { leadId: 'lead_id' },
          version: 1,
          instance: 'default',
          dataset: 'Nightly_1.a-b',
          windowSize: 'P31D',
          concurrency: 10,
          settle: 'PT0S',
          refresh: '2026-11-20T08:00:00+02:00',
        },
      ),
    );
    expect(refresh).toBe('2026-11-20T06:00:00Z');
    expect(resolved).toMatchObject({
      dataset: 'Nightly_1.a-b',
      windowSizeSeconds: 2_678_400,
      concurrency: 10,
      settleSeconds: 0,
      query: {
        activityTypeIds: [24, 25],
        primaryAttributeValues: ['a', 'b'],
        fields: ['leadId', 'actionResult'],
        format: 'SSV',
        columnHeaderNames: { leadId: 'lead_id' },
      },
    });
  });

  it.each([
    ['2026-10-01T02:00:00+02:00', '2026-10-01T00:00:00Z'],
    ['2026-10-01T02:00:00+0200', '2026-10-01T00:00:00Z'],
    ['2026-09-30T18:30:00-05:30', '2026-10-01T00:00:00Z'],
    ['2026-10-01T00:00:00+0000', '2026-10-01T00:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ])('%s is %s', (startAt, utc) => {
    const { request: resolved } = accepted(request({ createdAt: { ...PERIOD, startAt } }));
    expect(resolved.period.startAt).toBe(utc);
  });

  it.each([
    ['a period of one second', request({ createdAt: { ...PERIOD, endAt: PERIOD.startAt } })],
    [
      'the second of the reference time',
      request({ createdAt: { startAt: '2026-11-20T06:00:00Z', endAt: '2026-11-20T06:00:00Z' } }),
    ],
    ['a refresh at the reference time', request({}, { refresh: '2026-11-20T06:00:00Z' })],
    [
      'an end at the reference time',
      request({ createdAt: { ...PERIOD, endAt: '2026-11-20T06:00:00Z' } }),
    ],
    [
      'exactly 1,000 windows',
      request(
        { createdAt: { startAt: '2026-10-01T00:00:00Z', endAt: '2026-11-11T15:59:59Z' } },
        { windowSize: 'PT1H' },
      ),
    ],
    [
      '50 different ids among repetitions',
      request({
        activityTypeIds: [104],
        primaryAttributeValueIds: Array.from({ length: 99 }, (_, i) => (i % 50) + 1),
      }),
    ],
    [
      'null for fields, format and headers',
      request({}, { fields: null, format: null, columnHeaderNames: null, columnHeaderName: null }),
    ],
    [
      'undefined members, as programs leave them',
      request({ activityTypeIds: undefined }, { dataset: undefined }),
    ],
    [
      'two spellings of headers that agree',
      request(
        {},
        {
          columnHeaderNames: { leadId: 'a', campaignId: 'b' },
          columnHeaderName: { campaignId: 'b', leadId: 'a' },
        },
      ),
    ],
    [
      'headers that change places',
      request({}, { columnHeaderNames: { leadId: 'campaignId', campaignId: 'leadId' } }),
    ],
    ['windows of two weeks', request({}, { windowSize: 'P2W' })],
    [
      'names as people write them, emoji and tabs included',
      request({ activityTypeIds: [2], primaryAttributeValues: ['Größe\t😀.Form'] }),
    ],
    [
      'a name of 1,000 characters',
      request({ activityTypeIds: [2], primaryAttributeValues: ['x'.repeat(1_000)] }),
    ],
    ['a dataset of 64 characters', request({}, { dataset: 'a'.repeat(64) })],
  ])('%s is taken', (_claim, input) => {
    expect(parseRequest(input, { referenceTime: REFERENCE_TIME })).toMatchObject({ ok: true });
  });

  it.each([true, false])('refresh %s is left to Marketo’s clock', (refresh) => {
    expect(accepted(request({}, { refresh })).refresh).toBe(refresh);
  });

  it('does not keep or change the caller’s lists', () => {
    const fields = ['leadId', 'campaignId'];
    const ids = [3, 1, 2];
    const { query } = accepted(request({ activityTypeIds: ids }, { fields })).request;
    expect(query.fields).not.toBe(fields);
    expect(ids).toEqual([3, 1, 2]);
  });
});

describe('a newer version', () => {
  it.each([request({}, { version: 2 }), { version: 3, whatever: true }])(
    'is no fault, and nothing else is read: %j',
    (input) => {
      expect(parseRequest(input, { referenceTime: REFERENCE_TIME })).toEqual({
        ok: false,
        newerVersion: input.version,
      });
    },
  );

  it('is not read out of a prototype', () => {
    const input: unknown = Object.assign(Object.create({ version: 9 }) as object, request());
    expect(parseRequest(input, { referenceTime: REFERENCE_TIME })).toMatchObject({ ok: true });
  });
});
