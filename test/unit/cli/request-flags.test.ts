import { expect, it } from 'vitest';
import { flagOfPath, hasRequestFlags, requestFromFlags } from '../../../src/cli/request-flags.ts';

it('turns flags into the request that a file would hold', () => {
  expect(
    requestFromFlags({
      from: '2026-10-01T00:00:00Z',
      to: '2026-10-02T23:59:59Z',
      types: '1, 12,13',
      fields: 'leadId,activityDate',
      format: 'tsv',
      instance: 'emea',
      dataset: 'nightly',
      windowSize: 'P1D',
      concurrency: '3',
      settle: 'PT0S',
      refresh: true,
    }),
  ).toEqual({
    filter: {
      createdAt: { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-02T23:59:59Z' },
      activityTypeIds: [1, 12, 13],
    },
    fields: ['leadId', 'activityDate'],
    format: 'TSV',
    instance: 'emea',
    dataset: 'nightly',
    windowSize: 'P1D',
    concurrency: 3,
    settle: 'PT0S',
    refresh: true,
  });
});

it('turns the flags of a relative period into one', () => {
  const flags = { previous: 'day', count: '7', timeZone: 'America/Chicago' };
  expect(requestFromFlags({ ...flags, asOf: '2026-11-20T06:00:00Z' })).toEqual({
    filter: { createdAt: { previous: 'day', count: 7, timeZone: 'America/Chicago' } },
    asOf: '2026-11-20T06:00:00Z',
  });
});

it.each([
  ['--backfill', { backfill: true }, true],
  ['--backfill --order oldest', { backfill: true, order: 'oldest' }, { order: 'oldest' }],
  ['--order alone', { order: 'newest' }, { order: 'newest' }],
] as const)('asks for a backfill by %s', (_flags, flags, backfill) => {
  expect(requestFromFlags(flags)).toEqual({ filter: { createdAt: {} }, backfill });
  expect(hasRequestFlags(flags)).toBe(true);
});

it.each([
  ['7d', 'P7D'],
  ['36h', 'P1DT12H'],
  ['90m', 'PT1H30M'],
  ['P2D', 'P2D'],
  ['7', '7'],
  ['1w', '1w'],
])('takes a duration as settings have it: %s is %s', (typed, iso) => {
  const { windowSize, settle } = requestFromFlags({ windowSize: typed, settle: typed });
  expect({ windowSize, settle }).toEqual({ windowSize: iso, settle: iso });
});

it('leaves out what was not given', () => {
  expect(requestFromFlags({ from: 'x' })).toEqual({ filter: { createdAt: { startAt: 'x' } } });
});

it('hands on what is no number for the validator to refuse', () => {
  const { concurrency, filter } = requestFromFlags({ concurrency: 'many', types: '1,two' });
  expect(concurrency).toBe('many');
  expect(filter).toMatchObject({ activityTypeIds: [1, 'two'] });
});

it('does not take other options of start for a request', () => {
  expect(hasRequestFlags({})).toBe(false);
  expect(hasRequestFlags({ refresh: true })).toBe(true);
  expect(hasRequestFlags({ asOf: '' })).toBe(true);
});

it.each([
  ['filter.createdAt.startAt', '--from'],
  ['filter.createdAt.previous', '--previous'],
  ['filter.createdAt.count', '--count'],
  ['filter.createdAt.timeZone', '--time-zone'],
  ['asOf', '--as-of'],
  ['filter.activityTypeIds[1]', '--types[1]'],
  ['backfill.order', '--order'],
  ['backfill', '--backfill'],
  ['fields[0]', '--fields[0]'],
  ['filter', 'filter'],
])('names a fault at %s by its flag: %s', (path, flag) => {
  expect(flagOfPath(path)).toBe(flag);
});
