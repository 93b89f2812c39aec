import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALLOWED_FIELDS,
  canonicalQuery,
  canonicalQueryText,
  DEFAULT_FIELDS,
  type QueryParts,
} from '../../../src/domain/query.ts';

const textOf = (parts: QueryParts) => canonicalQueryText(canonicalQuery(parts));

const queryParts = () =>
  fc.record({
    activityTypeIds: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 8 }),
    primaryAttributeValueIds: fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 8 }),
    primaryAttributeValues: fc.array(fc.string(), { maxLength: 8 }),
    fields: fc.shuffledSubarray([...ALLOWED_FIELDS], { minLength: 1 }),
    format: fc.constantFrom('CSV' as const, 'TSV' as const, 'SSV' as const),
    columnHeaderNames: fc.dictionary(fc.constantFrom(...ALLOWED_FIELDS), fc.string()),
  });

/** The same query as another caller might write it: lists repeated and turned round, members in another order. */
function rewritten(parts: Required<QueryParts>): QueryParts {
  const twice = <T>(items: readonly T[] | undefined) => [...(items ?? []), ...(items ?? [])];
  return {
    columnHeaderNames: Object.fromEntries(Object.entries(parts.columnHeaderNames ?? {}).reverse()),
    format: parts.format,
    fields: parts.fields,
    primaryAttributeValues: twice(parts.primaryAttributeValues).reverse(),
    primaryAttributeValueIds: twice(parts.primaryAttributeValueIds).reverse(),
    activityTypeIds: twice(parts.activityTypeIds).reverse(),
  };
}

describe('the canonical query', () => {
  it('of nothing spells the defaults out', () => {
    expect(canonicalQuery({})).toEqual({
      activityTypeIds: [],
      primaryAttributeValueIds: [],
      primaryAttributeValues: [],
      fields: DEFAULT_FIELDS,
      format: 'CSV',
      columnHeaderNames: {},
    });
  });

  it('sorts ids as numbers, not as text', () => {
    expect(canonicalQuery({ activityTypeIds: [100, 9, 12, 9] }).activityTypeIds).toEqual([
      9, 12, 100,
    ]);
  });

  it('is the same however lists are ordered or repeated', () => {
    fc.assert(
      fc.property(queryParts(), (parts) => {
        expect(textOf(rewritten(parts))).toBe(textOf(parts));
      }),
    );
  });

  it('is a fixed point, and its text holds all of it', () => {
    fc.assert(
      fc.property(queryParts(), (parts) => {
        const once = canonicalQuery(parts);
        expect(canonicalQuery(once)).toEqual(once);
        const [types, ids, values, fields, format, headers] = JSON.parse(
          canonicalQueryText(once),
        ) as [unknown, unknown, unknown, unknown, unknown, [string, string][]];
        expect({
          activityTypeIds: types,
          primaryAttributeValueIds: ids,
          primaryAttributeValues: values,
          fields,
          format,
          columnHeaderNames: Object.fromEntries(headers),
        }).toEqual(once);
      }),
    );
  });

  it.each<[string, QueryParts]>([
    ['another type', { activityTypeIds: [3] }],
    ['no type filter', { activityTypeIds: [] }],
    ['a primary attribute', { activityTypeIds: [2], primaryAttributeValueIds: [1] }],
    ['its name in place of its id', { activityTypeIds: [2], primaryAttributeValues: ['1'] }],
    ['fields in another order', { activityTypeIds: [2], fields: [...DEFAULT_FIELDS].reverse() }],
    ['one field more', { activityTypeIds: [2], fields: ALLOWED_FIELDS }],
    ['another format', { activityTypeIds: [2], format: 'TSV' }],
    ['a renamed column', { activityTypeIds: [2], columnHeaderNames: { leadId: 'lead' } }],
  ])('tells apart: %s', (_name, parts) => {
    expect(textOf(parts)).not.toBe(textOf({ activityTypeIds: [2] }));
  });

  it.each<[string, QueryParts]>([
    ['the default fields', { activityTypeIds: [2], fields: DEFAULT_FIELDS }],
    ['the default format', { activityTypeIds: [2], format: 'CSV' }],
    ['no renamed columns', { activityTypeIds: [2], columnHeaderNames: {} }],
    ['an empty list of values', { activityTypeIds: [2], primaryAttributeValues: [] }],
  ])('is not changed by %s spelt out', (_name, parts) => {
    expect(textOf(parts)).toBe(textOf({ activityTypeIds: [2] }));
  });

  it('keeps the text that names datasets: another one would pay for everything again', () => {
    expect(textOf({ activityTypeIds: [2, 1], columnHeaderNames: { leadId: 'lead' } })).toBe(
      '[[1,2],[],[],["marketoGUID","leadId","activityDate","activityTypeId","campaignId",' +
        '"primaryAttributeValueId","primaryAttributeValue","attributes"],"CSV",[["leadId","lead"]]]',
    );
  });
});
