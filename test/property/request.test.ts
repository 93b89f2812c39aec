import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALLOWED_FIELDS, DEFAULT_FIELDS } from '../../src/domain/query.ts';
import { formatFaults } from '../../src/interface/fault.ts';
import { requestJsonSchema } from '../../src/interface/request-schema.ts';
import { parseRequest } from '../../src/interface/request.ts';
import { deriveWorkflowId } from '../../src/interface/workflow-id.ts';
import { accepted, REFERENCE_TIME, request } from '../unit/interface/sample-request.ts';

const context = { referenceTime: REFERENCE_TIME };

/** Values near what is right: the faults that anything at all would hardly ever hit. */
const nearly = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('2026-10-01T00:00:00Z', '2026-10-01', 'P1D', 'P1M', true, null, 2, 'default'),
  fc.array(fc.oneof(fc.integer(), fc.constantFrom(...ALLOWED_FIELDS, 2, 24, 37)), { maxLength: 5 }),
);
const members = [
  ...['createdAt', 'activityTypeIds', 'primaryAttributeValueIds', 'primaryAttributeValues'],
  ...['fields', 'format', 'version', 'instance', 'dataset', 'windowSize', 'concurrency', 'settle'],
  ...['refresh', 'asOf', 'columnHeaderNames', 'columnHeaderName', '__proto__', 'filter'],
];
const nearlyObject = fc.dictionary(fc.constantFrom(...members), nearly, { maxKeys: 6 });
const nearlyRequest = fc
  .tuple(nearlyObject, nearlyObject)
  .map(([filter, rest]) => ({ ...request(filter), ...rest }));

describe('parseRequest', () => {
  it.each([
    ['any JSON value', fc.jsonValue()],
    ['JSON with NUL and halves of characters', fc.jsonValue({ stringUnit: 'binary' })],
    ['anything at all', fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true })],
    ['nearly a request', nearlyRequest],
  ])('%s is accepted or has a fault, and never throws', (_name, inputs) => {
    fc.assert(
      fc.property(inputs, (input) => {
        const parsed = parseRequest(input, context);
        if (parsed.ok || 'newerVersion' in parsed) return;
        expect(parsed.faults.length).toBeGreaterThan(0);
        // Only what is no object at all has no path to name.
        const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
        expect(parsed.faults.some(({ path }) => path === '')).toBe(!isObject);
        expect(formatFaults(parsed.faults).split('\n').length).toBeGreaterThan(1);
      }),
      { numRuns: 500 },
    );
  });

  it('the JSON Schema refuses nothing that it accepts', () => {
    const fits = new Ajv2020({ strict: false }).compile(requestJsonSchema());
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(nearlyRequest, rightRequest), (input) => {
        if (!parseRequest(input, context).ok) return;
        taken += 1;
        expect(fits(input), JSON.stringify(fits.errors)).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

describe('the JSON Schema', () => {
  it('takes what parseRequest refuses only where docs/request.md says that it cannot tell', () => {
    const fits = new Ajv2020({ strict: false }).compile(requestJsonSchema());
    let told = 0;
    fc.assert(
      fc.property(fc.oneof(nearlyRight, nearlyRequest), (input) => {
        const parsed = parseRequest(input, context);
        if (parsed.ok || 'newerVersion' in parsed || !fits(input)) return;
        told += 1;
        const unsaid = parsed.faults.filter(({ message }) => !UNSAYABLE.test(message));
        expect(unsaid).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
    expect(told).toBeGreaterThan(100);
  });

  it('and what both take means the same after it was sent as JSON', () => {
    fc.assert(
      fc.property(fc.oneof(rightRequest, nearlyRight), (input) => {
        const parsed = parseRequest(input, context);
        expect(parseRequest(JSON.parse(JSON.stringify(input)), context)).toEqual(parsed);
      }),
      { numRuns: 300 },
    );
  });
});

/** The faults of docs/request.md, "What JSON Schema cannot say", in its order. */
const UNSAYABLE = new RegExp(
  [
    'names (month|day) |names no time of day|offset that no place|no date that exists|outside the years',
    'is before startAt|has not come yet',
    'bulk extract does not support',
    'needs activityTypeIds of exactly one|stands beside primary|different values|is an empty name',
    'holds a NUL character|half of a character',
    'more than once',
    'is not among (the default )?fields|is an empty header|control character|would both have the header',
    'means the same as columnHeaderNames',
    'duration|out of range|fraction of a second|months or years|has a sign|write "P',
    'windows; at most',
    'goes with a relative period only',
    'no time zone that is known|is an abbreviation|is an offset',
    'goes back before 1970',
  ].join('|'),
);

/** Right but for values that only rules across members, or beyond a pattern, can refuse. */
const nearlyRight = fc
  .record(
    {
      activityTypeIds: fc.subarray([1, 2, 13, 22, 24, 37, 100_001], { minLength: 1 }),
      primaryAttributeValueIds: fc.array(fc.integer({ min: 1, max: 99 }), {
        minLength: 1,
        maxLength: 80,
      }),
      primaryAttributeValues: fc.array(fc.string({ unit: 'binary' }), {
        minLength: 1,
        maxLength: 3,
      }),
      startAt: fc.constantFrom(
        '2026-10-01T00:00:00Z',
        '2025-02-29T00:00:00Z',
        '2024-02-29T24:00:00Z',
      ),
      endAt: fc.constantFrom(
        '2026-10-31T23:59:59Z',
        '2026-09-31T00:00:00Z',
        '2030-01-01T00:00:00-0800',
      ),
      fields: fc.shuffledSubarray([...ALLOWED_FIELDS], { minLength: 1 }),
      columnHeaderNames: fc.dictionary(
        fc.constantFrom(...ALLOWED_FIELDS),
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('leadId', 'a', ' ')),
      ),
      columnHeaderName: fc.constantFrom({ leadId: 'a' }, {}),
      windowSize: fc.constantFrom('P1D', 'PT1H', 'P1M', 'PT1M', 'P', 'P1DT', 'PT3600.5S', 'P40D'),
      settle: fc.constantFrom('PT0S', 'P99D', 'Px'),
      refresh: fc.constantFrom(true, '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'),
      asOf: fc.constantFrom('2026-10-01T00:00:00Z', '2026-02-30T00:00:00Z', '1970-01-02T00:00:00Z'),
      relative: fc.record(
        {
          previous: fc.constantFrom('hour', 'day', 'week', 'month'),
          count: fc.integer({ min: 1, max: 1_000 }),
          timeZone: fc.constantFrom('Asia/Kolkata', 'UTC', 'CST', '+02:00', 'Atlantis'),
        },
        { requiredKeys: ['previous'] },
      ),
    },
    { requiredKeys: ['startAt', 'endAt'] },
  )
  .map(({ startAt, endAt, relative, ...rest }) => {
    const { activityTypeIds, primaryAttributeValueIds, primaryAttributeValues, ...options } = rest;
    const filter = { activityTypeIds, primaryAttributeValueIds, primaryAttributeValues };
    const given = Object.entries(filter).filter(([, value]) => value !== undefined);
    const createdAt = relative ?? { startAt, endAt };
    return { filter: { createdAt, ...Object.fromEntries(given) }, ...options };
  });

const rightRequest = fc
  .record({
    types: fc.subarray([1, 2, 6, 13, 22, 100_001], { minLength: 1 }),
    fields: fc.shuffledSubarray([...ALLOWED_FIELDS], { minLength: 1 }),
    windowSize: fc.constantFrom('PT12H', 'P1D', 'P31D', 'P1W', 'P1DT6H'),
    startAt: fc.constantFrom('2026-10-01T00:00:00Z', '2026-10-01T00:00:00+0200'),
    refresh: fc.constantFrom(true, false, '2026-11-01T00:00:00-07:00'),
  })
  .map(({ types, fields, windowSize, startAt, refresh }) => ({
    filter: { createdAt: { startAt, endAt: '2026-10-31T23:59:59Z' }, activityTypeIds: types },
    ...{ fields, windowSize, refresh },
  }));

describe('the same request, written otherwise, has the same dataset and workflow id', () => {
  const names = (input: unknown) => {
    const { request: resolved, refresh } = accepted(input);
    return [resolved.dataset, deriveWorkflowId(resolved, refresh)];
  };

  it('whatever the order and repetition of ids and names', () => {
    const ids = fc.array(fc.constantFrom(1, 2, 3, 4, 5, 60), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(ids, (activityTypeIds) => {
        const sorted = [...new Set(activityTypeIds)].sort((a, b) => b - a);
        expect(names(request({ activityTypeIds }))).toEqual(
          names(request({ activityTypeIds: sorted })),
        );
      }),
    );
  });

  const spelledOut = {
    fields: [...DEFAULT_FIELDS],
    format: 'CSV',
    columnHeaderNames: { leadId: 'leadId' },
    version: 1,
    instance: 'default',
    windowSize: 'PT168H',
    settle: 'PT120M',
    refresh: false,
  };

  it('whichever defaults are spelled out', () => {
    fc.assert(
      fc.property(fc.subarray(Object.entries(spelledOut)), (some) => {
        expect(names(request({}, Object.fromEntries(some)))).toEqual(names(request()));
      }),
    );
  });

  it('whatever the offset of its dates and the spelling of its headers', () => {
    const one = request(
      { createdAt: { startAt: '2026-10-01T02:00:00+0200', endAt: '2026-10-31T16:59:59-07:00' } },
      { columnHeaderName: { leadId: 'a', campaignId: 'b' } },
    );
    const other = request({}, { columnHeaderNames: { campaignId: 'b', leadId: 'a' } });
    expect(names(one)).toEqual(names(other));
  });
});
