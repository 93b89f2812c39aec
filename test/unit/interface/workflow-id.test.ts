import { describe, expect, it } from 'vitest';
import { deriveWorkflowId } from '../../../src/interface/workflow-id.ts';
import { accepted, PERIOD, request } from './sample-request.ts';

function idOf(input: unknown): string {
  const { request: resolved, refresh } = accepted(input);
  return deriveWorkflowId(resolved, refresh);
}

describe('deriveWorkflowId', () => {
  it('names instance, dataset and period', () => {
    expect(idOf(request({}, { dataset: 'nightly' }))).toMatch(
      /^extract\/default\/nightly\/20261001T000000Z_20261031T235959Z\/[0-9a-f]{8}$/,
    );
  });

  it('stays what it is: a changed id would start a second run beside the first', () => {
    expect(idOf(request({ activityTypeIds: [2] }, { dataset: 'nightly' }))).toBe(
      'extract/default/nightly/20261001T000000Z_20261031T235959Z/005808b6',
    );
  });

  it('is the same at another concurrency', () => {
    expect(idOf(request({}, { concurrency: 7 }))).toBe(idOf(request()));
  });

  it('is the same as a backfill: who asks for it twice joins, whatever the pace', () => {
    expect(idOf(request({}, { backfill: { order: 'oldest' } }))).toBe(idOf(request()));
  });

  it.each([
    ['activityTypeIds', request({ activityTypeIds: [2] }, { dataset: 'd' })],
    ['fields', request({}, { dataset: 'd', fields: ['leadId'] })],
    ['the order of fields', request({}, { dataset: 'd', fields: ['campaignId', 'leadId'] })],
    ['format', request({}, { dataset: 'd', format: 'TSV' })],
    ['headers', request({}, { dataset: 'd', columnHeaderNames: { leadId: 'x' } })],
    ['windowSize', request({}, { dataset: 'd', windowSize: 'P1D' })],
    ['settle', request({}, { dataset: 'd', settle: 'P1D' })],
    ['refresh', request({}, { dataset: 'd', refresh: true })],
    ['another refresh', request({}, { dataset: 'd', refresh: '2026-11-01T00:00:00Z' })],
    ['dataset', request({}, { dataset: 'e' })],
    [
      'period',
      request({ createdAt: { ...PERIOD, endAt: '2026-10-30T23:59:59Z' } }, { dataset: 'd' }),
    ],
  ])('is another one for another %s', (_member, input) => {
    expect(idOf(input)).not.toBe(idOf(request({}, { dataset: 'd' })));
  });

  it.each([
    ['the days', { previous: 'day', count: 31 }],
    ['the day in another zone', { previous: 'day', timeZone: 'America/Chicago' }],
    ['the weeks', { previous: 'week', count: 2 }],
  ])('asked for twice within a day %s join, and a day later they do not', (_what, createdAt) => {
    const at = (asOf: string) => idOf(request({ createdAt }, { dataset: 'd', asOf }));
    expect(at('2026-11-02T09:00:00Z')).toBe(at('2026-11-02T23:00:00Z'));
    expect(at('2026-11-02T09:00:00Z')).not.toBe(at('2026-11-09T09:00:00Z'));
  });

  it('is the same for a month and for its dates, and another one where the month is cut at its days', () => {
    const asOf = '2026-11-01T00:00:00Z';
    const month = idOf(request({ createdAt: { previous: 'month' } }, { dataset: 'd', asOf }));
    const days = { previous: 'day', count: 31 };
    expect(month).toBe(idOf(request({}, { dataset: 'd' })));
    expect(idOf(request({ createdAt: days }, { dataset: 'd', asOf }))).not.toBe(month);
  });

  it('stays within Temporal’s 255 characters', () => {
    expect(idOf(request({}, { dataset: 'd'.repeat(64) })).length).toBeLessThan(140);
  });
});
