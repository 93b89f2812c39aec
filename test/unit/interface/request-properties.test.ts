import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALLOWED_FIELDS, DEFAULT_FIELDS } from '../../../src/domain/query.ts';
import { formatFaults } from '../../../src/interface/fault.ts';
import { requestJsonSchema } from '../../../src/interface/request-schema.ts';
import { parseRequest } from '../../../src/interface/request.ts';
import { deriveWorkflowId } from '../../../src/interface/workflow-id.ts';
import { accepted, REFERENCE_TIME, request } from './sample-request.ts';

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
    ['anything at all', fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true })],
    ['nearly a request', nearlyRequest],
  ])('%s is accepted or has a fault, and never throws', (_name, inputs) => {
    fc.assert(
      fc.property(inputs, (input) => {
        const parsed = parseRequest(input, context);
        if (parsed.ok || 'newerVersion' in parsed) return;
        expect(parsed.faults.length).toBeGreaterThan(0);
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
