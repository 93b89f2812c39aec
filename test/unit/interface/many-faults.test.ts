import { describe, expect, it } from 'vitest';
import { formatFaults } from '../../../src/interface/fault.ts';
import { faultsOf, PERIOD, request } from './sample-request.ts';

function paths(input: unknown): string[] {
  return faultsOf(input).map(({ path }) => path);
}

describe('faults at several places', () => {
  it('are all told at once, of single members and across members', () => {
    const found = paths({
      filter: {
        createdAt: { startAt: '2026-10-02T00:00:00Z', endAt: '2026-10-01T00:00:00Z' },
        activityTypeIds: ['x', 1, 37],
        primaryAttributeValueIds: [16],
        primaryAttributeValues: ['a'],
      },
      activityTypeIds: [2],
      fields: ['leadId', 'leadid', 'leadId'],
      concurrency: 0,
      settle: 'soon',
      asOf: '2026-10-01T00:00:00Z',
    });
    expect(found.sort()).toEqual([
      'activityTypeIds',
      'asOf',
      'concurrency',
      'fields',
      'fields[1]',
      'filter.activityTypeIds[0]',
      'filter.activityTypeIds[2]',
      'filter.createdAt.endAt',
      'filter.primaryAttributeValueIds',
      'filter.primaryAttributeValues',
      'settle',
    ]);
  });

  it('of the order of dates and of the future do not hide each other', () => {
    const input = request({
      createdAt: { startAt: '2027-01-02T00:00:00Z', endAt: '2027-01-01T00:00:00Z' },
    });
    expect(faultsOf(input).map(({ message }) => message)).toEqual([
      expect.stringContaining('is before startAt'),
      expect.stringContaining('has not come yet'),
    ]);
  });

  it('a wrong window size does not hide a wrong period, nor the other way round', () => {
    const input = request({ createdAt: { ...PERIOD, endAt: '2026-10-31' } }, { windowSize: 7 });
    expect(paths(input)).toEqual(['filter.createdAt.endAt', 'windowSize']);
  });

  it('a missing filter does not hide the options', () => {
    expect(paths({ concurrency: 0, dataset: '' })).toEqual(['filter', 'dataset', 'concurrency']);
  });

  it('a list that is wrong throughout does not also count as missing', () => {
    const input = request({ activityTypeIds: ['a'], primaryAttributeValueIds: [1] });
    expect(paths(input)).toEqual(['filter.activityTypeIds[0]']);
  });

  it('headers are not held against fields that could not be read', () => {
    const input = request({}, { fields: ['leadid'], columnHeaderNames: { leadId: 'x' } });
    expect(paths(input)).toEqual(['fields[0]']);
  });
});

describe('giant inputs', () => {
  it('a list of more than 1,000 elements is refused unread', () => {
    const input = request({ activityTypeIds: Array.from({ length: 1_001 }, () => 'x') });
    expect(faultsOf(input)).toEqual([
      { path: 'filter.activityTypeIds', message: 'has 1001 elements; at most 1000 are taken' },
    ]);
  });

  it.each([
    ['a million ids', request({ activityTypeIds: Array.from({ length: 1e6 }, (_, i) => i) })],
    [
      'a thousand wrong ids',
      request({ activityTypeIds: Array.from({ length: 1_000 }, () => 'x') }),
    ],
    ['a thousand wrong headers', request({}, { columnHeaderNames: manyMembers(1_000) })],
    ['100,000 unknown members', { ...request(), ...manyMembers(100_000) }],
    ['a dataset of a million letters', request({}, { dataset: 'a'.repeat(1e6) })],
    ['a string of a million letters', 'x'.repeat(1e6)],
    ['a name of a million letters', request({}, { ['n'.repeat(1e6)]: 1 })],
    ['a date of a million digits', request({ createdAt: { ...PERIOD, endAt: '2'.repeat(1e6) } })],
    ['a duration of a million digits', request({}, { windowSize: `P${'9'.repeat(1e6)}D` })],
    ['deep nesting', request({}, { dataset: deep(100_000) })],
  ])('%s: a short message, soon', (_name, input) => {
    const begun = performance.now();
    const text = formatFaults(faultsOf(input));
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(text).toContain('fault');
    expect(text.length).toBeLessThan(10_000);
  });
});

function manyMembers(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`member${i}`, i]));
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

describe('formatFaults', () => {
  it('gives a summary and a line for each fault, with its path', () => {
    const text = formatFaults([
      { path: 'a.b', message: 'is wrong' },
      { path: '', message: 'no object' },
    ]);
    expect(text).toBe('The request has 2 faults:\n- a.b: is wrong\n- no object');
  });

  it('counts one as one, and names another subject', () => {
    const text = formatFaults([{ path: 'X', message: 'is wrong' }], 'The configuration');
    expect(text).toBe('The configuration has 1 fault:\n- X: is wrong');
  });

  it('shows fifty and counts the rest', () => {
    const text = formatFaults(Array.from({ length: 53 }, () => ({ path: 'p', message: 'm' })));
    expect(text.split('\n')).toHaveLength(52);
    expect(text).toMatch(/- … and 3 more$/);
  });
});
