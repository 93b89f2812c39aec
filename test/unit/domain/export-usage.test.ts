import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { exportUsage, type ListedJob, QUOTA_ZONES } from '../../../src/domain/export-usage.ts';

const at = (text: string) => Date.parse(text);
const completed = (finishedAt: string, fileSize?: number): ListedJob => ({
  state: 'Completed',
  finishedAt,
  ...(fileSize === undefined ? {} : { fileSize }),
});

describe("what is used of Marketo's day", () => {
  it.each<[string, string, readonly ListedJob[], readonly [number, number]]>([
    [
      'is the sum of the files finished since midnight',
      '2026-11-20T12:00:00Z',
      [completed('2026-11-20T06:00:00Z', 100), completed('2026-11-20T11:59:59Z', 20)],
      [120, 120],
    ],
    [
      'leaves out what was finished a second before midnight',
      '2026-11-20T12:00:00Z',
      [completed('2026-11-20T05:59:59Z', 100)],
      [0, 0],
    ],
    [
      'counts the hour between the two midnights of summer by one reading only',
      '2026-07-20T12:00:00Z',
      [completed('2026-07-20T05:30:00Z', 100), completed('2026-07-20T06:00:00Z', 1)],
      [101, 1],
    ],
    [
      'is of yesterday still by the fixed offset, when summer has begun a new day',
      '2026-07-20T05:30:00Z',
      [completed('2026-07-19T07:00:00Z', 100), completed('2026-07-20T05:10:00Z', 1)],
      [1, 101],
    ],
    [
      'leaves out jobs that made no file, and counts one of unknown size as none',
      '2026-11-20T12:00:00Z',
      [
        { state: 'Failed', finishedAt: '2026-11-20T07:00:00Z', fileSize: 5 },
        { state: 'Cancelled', finishedAt: '2026-11-20T07:00:00Z', fileSize: 5 },
        { state: 'Completed', fileSize: 5 },
        completed('2026-11-20T08:00:00Z'),
      ],
      [0, 0],
    ],
  ])('%s', (_claim, now, jobs, [chicago, fixed]) => {
    const usage = exportUsage(jobs, at(now));
    expect(usage.readings.map(({ bytes }) => bytes)).toEqual([chicago, fixed]);
    expect(usage.bytes).toBe(Math.max(chicago, fixed));
  });

  it('is told with the start and the end of the day by both readings', () => {
    const { readings, resetsAt } = exportUsage([], at('2026-07-20T12:00:00Z'));
    expect(readings).toEqual([
      {
        zone: 'America/Chicago',
        startedAt: '2026-07-20T05:00:00Z',
        resetsAt: '2026-07-21T05:00:00Z',
        bytes: 0,
        jobs: 0,
      },
      {
        zone: 'Etc/GMT+6',
        startedAt: '2026-07-20T06:00:00Z',
        resetsAt: '2026-07-21T06:00:00Z',
        bytes: 0,
        jobs: 0,
      },
    ]);
    expect(resetsAt).toBe('2026-07-21T06:00:00Z');
  });

  it('is of a day whose bounds are midnights by each zone, at any moment', () => {
    const moments = fc.integer({
      min: at('2020-01-01T00:00:00Z'),
      max: at('2040-01-01T00:00:00Z'),
    });
    fc.assert(
      fc.property(moments, (nowMs) => {
        for (const { zone, startedAt, resetsAt } of exportUsage([], nowMs).readings) {
          const day = DateTime.fromMillis(nowMs, { zone }).startOf('day');
          expect(at(startedAt)).toBe(day.toMillis());
          expect(at(resetsAt)).toBe(day.plus({ days: 1 }).toMillis());
        }
      }),
    );
    expect(QUOTA_ZONES).toHaveLength(2);
  });
});

describe("places of Marketo's queue", () => {
  it('are held by queued and processing jobs only', () => {
    const states = ['Created', 'Queued', 'Processing', 'Completed', 'Failed', 'Cancelled'] as const;
    const jobs = states.map((state) => ({ state }));
    expect(exportUsage(jobs, at('2026-11-20T12:00:00Z')).placesTaken).toBe(2);
  });
});
