import { describe, expect, it } from 'vitest';
import { missingRoom } from '../../../src/domain/export-reserve.ts';
import {
  type ExportUsage,
  QUOTA_ZONES,
  type QuotaDayUsage,
  type QuotaZone,
} from '../../../src/domain/export-usage.ts';

const MB = 1_000_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const RESERVE = { dailyQuotaBytes: 500 * MB, keepBytes: 100 * MB, keepPlaces: 7 };

function day(zone: QuotaZone, resetsAt: string, bytes: number): QuotaDayUsage {
  return { zone, startedAt: '', resetsAt, bytes, jobs: 0 };
}

function usage(bytes: number, placesTaken: number): ExportUsage {
  const resetsAt = '2026-11-21T06:00:00Z';
  const readings = QUOTA_ZONES.map((zone) => day(zone, resetsAt, bytes));
  return { readings, bytes, placesTaken, resetsAt };
}

describe('a backfill', () => {
  it.each([
    ['nothing is taken', 0, 0],
    ['a byte is left beside the reserve', 400 * MB - 1, 0],
    ['a place is left beside the reserve', 0, 2],
  ])('goes on while %s', (_what, bytes, places) => {
    expect(missingRoom(usage(bytes, places), RESERVE, NOW)).toBeUndefined();
  });

  it('waits for a place, no longer than until the next look, when the reserve is all that is left', () => {
    expect(missingRoom(usage(0, 3), RESERVE, NOW)).toEqual({
      message: "3 of Marketo's 10 queue places are taken, and backfills leave 7 to other work",
    });
  });

  it("waits for the reset when the day's volume has come to the reserve, whatever the places", () => {
    expect(missingRoom(usage(400 * MB, 10), RESERVE, NOW)).toEqual({
      message: "400 MB of today's 500 MB are used, and backfills leave 100 MB to other work",
      waitMs: (18 * 60 + 5) * 60_000,
    });
  });

  it.each([
    ['only by the reading whose day is ending', 0, 35 * 60_000],
    ['by both readings', 400 * MB, (23 * 60 + 35) * 60_000],
  ])(
    'waits between the two midnights of summer until the day is over that is used up %s',
    (_by, chicago, waitMs) => {
      const readings = [
        day('America/Chicago', '2026-07-21T05:00:00Z', chicago),
        day('Etc/GMT+6', '2026-07-20T06:00:00Z', 400 * MB),
      ];
      const used = { ...usage(400 * MB, 0), readings, resetsAt: '2026-07-21T05:00:00Z' };
      expect(missingRoom(used, RESERVE, Date.parse('2026-07-20T05:30:00Z'))).toMatchObject({
        waitMs,
      });
    },
  );

  it('without a reserve leaves the limits to Marketo', () => {
    const none = { dailyQuotaBytes: 500 * MB, keepBytes: 0, keepPlaces: 0 };
    expect(missingRoom(usage(499 * MB, 9), none, NOW)).toBeUndefined();
    expect(missingRoom(usage(500 * MB, 0), none, NOW)).toBeDefined();
  });
});
