import { describe, expect, it } from 'vitest';
import { alertOf } from '../../../src/cli/progress/alerts.ts';
import { bar } from '../../../src/cli/progress/bar.ts';
import { headline, outlook } from '../../../src/cli/progress/headline.ts';
import { PlainLines } from '../../../src/cli/progress/plain-lines.ts';
import { windowLine } from '../../../src/cli/progress/window-line.ts';
import type { ExtractProgress, WindowProgress } from '../../../src/client/progress.ts';
import type { ExtractStatus, WindowPhase } from '../../../src/interface/status.ts';

const FIRST = { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-01T23:59:59Z' };
const SECOND = { startAt: '2026-10-02T00:00:00Z', endAt: '2026-10-02T23:59:59Z' };

const STATUS: ExtractStatus = {
  version: 1,
  phase: 'exporting',
  period: { startAt: FIRST.startAt, endAt: SECOND.endAt },
  windows: [
    { ...FIRST, phase: 'published', records: 10, bytes: 1_000 },
    { ...SECOND, phase: 'running' },
  ],
  records: 10,
  bytes: 1_000,
  failed: [],
  cancellation: [],
};

function inFlight(phase: WindowPhase, transfer?: WindowProgress['transfer']): WindowProgress {
  const status = { version: 1, ...SECOND, phase } as const;
  return transfer === undefined ? { status } : { status, transfer };
}

function progress(changes: Partial<ExtractProgress> = {}): ExtractProgress {
  return {
    workflowId: 'w',
    runId: 'r',
    state: 'running',
    taskQueue: 'queue',
    startedAt: new Date(0),
    status: STATUS,
    windows: [inFlight('queued')],
    workerSeen: true,
    ...changes,
  };
}

it('a bar shows its share and never leaves its width', () => {
  expect([0, 0.5, 1, 7, -1].map((share) => bar(share, 4))).toEqual([
    '░░░░',
    '██░░',
    '████',
    '████',
    '░░░░',
  ]);
});

it('the headline counts closed windows whole and those in flight by what they have done', () => {
  const half = headline(progress({ windows: [] }));
  expect(half).toBe(
    `Exporting 2026-10-01 – 2026-10-02 ${bar(0.5, 24)} 1 of 2 windows, 10 records, 1 kB`,
  );
  const transfer = { bytes: 500, totalBytes: 1_000 };
  const more = headline(progress({ windows: [inFlight('downloading', transfer)] }));
  expect(more).toContain(bar(0.5 + 0.35, 24));
});

it.each<[string, Partial<ExtractStatus>, string | undefined]>([
  [
    'a pause by since when, by whom and why',
    { paused: { since: '2026-11-20T12:00:00Z', by: '7@host', reason: 'month end' } },
    'No windows are started: paused since 2026-11-20T12:00:00Z by 7@host (month end)',
  ],
  [
    'an estimate by what it hangs on',
    { eta: { at: '2026-12-14T09:20:00Z', by: 'quota', sure: 'fair' } },
    "Done about 2026-12-14T09:20:00Z, by Marketo's daily quota",
  ],
  [
    'a rough estimate as one',
    { eta: { at: '2026-12-14T09:20:00Z', by: 'pace', sure: 'rough' } },
    'Done about 2026-12-14T09:20:00Z, by the pace so far (rough: few windows so far)',
  ],
  ['nothing when there is nothing to go by', {}, undefined],
])('the outlook tells %s', (_what, more, expected) => {
  expect(outlook({ ...STATUS, ...more })).toBe(expected);
});

it('a log has the pause when it begins, and the estimate beside the counts', () => {
  const lines = new PlainLines('npm run worker');
  const eta = { at: '2026-12-14T09:20:00Z', by: 'pace', sure: 'fair' } as const;
  expect(lines.next(progress({ status: { ...STATUS, eta } })).at(-1)).toBe(
    '1 of 2 windows, 10 records, 1 kB; done about 2026-12-14T09:20:00Z, by the pace so far',
  );
  const paused = { since: '2026-11-20T12:00:00Z' };
  const next = lines.next(progress({ status: { ...STATUS, paused } }));
  expect(next).toContain('No windows are started: paused since 2026-11-20T12:00:00Z');
});

it('a download is a bar of its bytes', () => {
  const transfer = { bytes: 3_000_000, totalBytes: 12_000_000 };
  expect(windowLine(inFlight('downloading', transfer))).toBe(
    `2026-10-02  downloading ${bar(0.25, 16)} 3 MB of 12 MB`,
  );
  expect(windowLine(inFlight('downloading', { bytes: 3_000_000 }))).toMatch(/downloading 3 MB$/);
});

describe('alerts', () => {
  it('say which command starts the worker that is missing', () => {
    expect(alertOf(progress({ workerSeen: false }), 'npm start -- worker')).toBe(
      'No worker takes work from task queue "queue", so nothing goes on. Start one: npm start -- worker. If one is up, doctor tells why',
    );
  });

  it('say that the extraction is safe while Temporal is away', () => {
    const unreachableSince = new Date('2026-11-20T06:00:00Z');
    expect(alertOf(progress({ unreachableSince }), '')).toMatch(/since 06:00:00Z; .* is safe/);
  });
});

describe('plain lines', () => {
  it('come once for each change', () => {
    const lines = new PlainLines('worker');
    expect(lines.next(progress())).toEqual([
      'Exporting 2026-10-01 – 2026-10-02',
      '2026-10-01  published: 10 records, 1 kB',
      '2026-10-02  queued at Marketo',
      '1 of 2 windows, 10 records, 1 kB',
    ]);
    expect(lines.next(progress())).toEqual([]);
    expect(lines.next(progress({ windows: [inFlight('processing')] }))).toEqual([
      '2026-10-02  processed by Marketo',
    ]);
  });

  it('do not come for every byte of a download', () => {
    const lines = new PlainLines('worker');
    lines.next(progress({ windows: [inFlight('downloading', { bytes: 1 })] }));
    expect(lines.next(progress({ windows: [inFlight('downloading', { bytes: 2 })] }))).toEqual([]);
  });

  it('tell an outage again when it happens again', () => {
    const lines = new PlainLines('worker');
    const away = progress({ unreachableSince: new Date(0) });
    lines.next(progress());
    expect(lines.next(away)).toHaveLength(1);
    expect(lines.next(progress())).toEqual([]);
    expect(lines.next(away)).toHaveLength(1);
  });
});
