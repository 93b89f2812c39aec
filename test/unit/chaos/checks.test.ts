import { describe, expect, it } from 'vitest';
import { checkAbandoned } from '../../chaos/check/abandoned.ts';
import { checkBytes } from '../../chaos/check/bytes.ts';
import { checkCalls } from '../../chaos/check/calls.ts';
import { checkCancels } from '../../chaos/check/cancels.ts';
import { checkDeaths } from '../../chaos/check/deaths.ts';
import { checkFailures } from '../../chaos/check/failures.ts';
import { checkPaidOnce } from '../../chaos/check/paid-once.ts';
import { checkPublished } from '../../chaos/check/published.ts';
import { checkRefreshed } from '../../chaos/check/refreshed.ts';
import { checkWorkerLogs } from '../../chaos/check/worker-logs.ts';
import type { Evidence } from '../../chaos/evidence.ts';
import {
  call,
  cancelledRun,
  claim,
  DATA,
  factsOf,
  job,
  moment,
  published,
  soundEvidence,
  WINDOW,
} from './scene.ts';

/** A check that cannot fail shows nothing: each is given what it is there to find. */
describe('a chaos run that went well', () => {
  it('has no breach', () => {
    const evidence = soundEvidence();
    expect(checkPaidOnce(evidence)).toEqual([]);
    expect(checkPublished(evidence)).toEqual([]);
    expect(checkCancels(evidence)).toEqual([]);
    expect(checkBytes(evidence, [])).toEqual([]);
    expect(checkFailures(evidence.runs)).toEqual([]);
  });
});

describe('a second enqueue of a window', () => {
  const again = job('export-2', [
    ['Created', 3],
    ['Queued', 5],
  ]);
  const bought = (first: Evidence['jobs'][number], ...more: Evidence['log']) =>
    checkPaidOnce({
      ...soundEvidence(),
      jobs: [first, again],
      log: [call(1, 'enqueue'), ...more, call(5, 'enqueue', { exportId: 'export-2' })],
    });

  it.each(['Queued', 'Processing', 'Completed'] as const)(
    'is found while the first is %s',
    (state) => {
      const breaches = bought(job('export-1', [['Created', 0], ['Queued', 1], [state, 2]])); // prettier-ignore
      expect(breaches).toMatchObject([{ promise: 'P2' }]);
      expect(breaches[0]?.what).toContain(`was ${state}`);
    },
  );

  it.each(['Failed', 'Cancelled'] as const)('is right once the first was %s', (state) => {
    const first = (second: number) => job('export-1', [['Queued', 1], [state, second]]); // prettier-ignore
    expect(bought(first(4))).toEqual([]);
    expect(bought(first(6))).toMatchObject([{ promise: 'P2' }]);
  });

  it('is right once Marketo did not know the first, and not when only a fault said so', () => {
    const first = job('export-1', [['Queued', 1], ['Processing', 2]]); // prettier-ignore
    const unknown = { errorCode: '610', accepted: false };
    expect(bought(first, call(4, 'status', unknown))).toEqual([]);
    const fault = { ...unknown, faults: ['errorCode'] };
    expect(bought(first, call(4, 'status', fault))).toHaveLength(1);
  });

  it('is right when a refresh asked for it in between, and only then', () => {
    const completed = (created: number) => job('export-1', [['Created', created], ['Completed', 2]]); // prettier-ignore
    const evidence = soundEvidence();
    const log = [call(1, 'enqueue'), call(5, 'enqueue', { exportId: 'export-2' })];
    const refreshed = (before: number, first = completed(0), dataset = 'chaos-0') =>
      checkPaidOnce({
        ...evidence,
        jobs: [first, again],
        log,
        refreshes: [{ dataset, before: moment(before).replace('.000Z', 'Z'), completed: true }],
      });
    expect(refreshed(2)).toEqual([]);
    expect(refreshed(3)).toEqual([]);
    expect(refreshed(0)).toHaveLength(1); // the first job was of after it
    expect(refreshed(4)).toHaveLength(1); // the second was made before it
    expect(refreshed(2, completed(0), 'chaos-1')).toHaveLength(1);
    const running = job('export-1', [['Created', 0], ['Processing', 2]]); // prettier-ignore
    expect(refreshed(2, running)).toHaveLength(1);
  });

  it('is found when it only overlaps the first', () => {
    const wider = { ...WINDOW, startAt: '2025-01-01T12:00:00Z' };
    const evidence = soundEvidence();
    const jobs = [...evidence.jobs, job('export-2', [['Queued', 5]], wider)];
    const log = [...evidence.log, call(5, 'enqueue', { exportId: 'export-2' })];
    expect(checkPaidOnce({ ...evidence, jobs, log })).toHaveLength(1);
  });

  it('is none when it was refused', () => {
    const evidence = soundEvidence();
    const refused = call(5, 'enqueue', { exportId: 'export-2', accepted: false });
    const log = [...evidence.log, refused];
    expect(checkPaidOnce({ ...evidence, jobs: [...evidence.jobs, again], log })).toEqual([]);
  });
});

it('a job that nobody asked for is found', () => {
  const evidence = soundEvidence();
  const beyond = { ...WINDOW, endAt: '2025-01-02T23:59:59Z' };
  const jobs = [job('export-1', [['Queued', 1]], beyond)];
  expect(checkPaidOnce({ ...evidence, jobs })).toMatchObject([{ promise: 'P2' }]);
});

describe('of what is published', () => {
  const found = (more: Partial<Evidence>) => checkPublished({ ...soundEvidence(), ...more });
  const truth = { ...published().truth, sha256: 'f'.repeat(64) };

  it.each([
    ['a truncated file', published({ found: factsOf(DATA.subarray(0, -1)) }), /bytes: 13 and 14/],
    [
      'a file with a wrong byte',
      published({ found: factsOf(Buffer.from('marketoGUID\n2\n')) }),
      /sha256/,
    ],
    ['a missing file', published({ found: undefined }), /not there/],
    ['a file that differs from Marketo’s', published({ truth }), /what Marketo has/],
    ['a wrong number of records', published({ records: 2 }), /records: 2 and 1/],
  ])('%s is found', (_name, file, words) => {
    const breaches = found({ published: [file] });
    expect(breaches.map(({ what }) => what).join()).toMatch(words);
  });

  it('a window that is missing, at the start, amid or at the end, is found', () => {
    expect(found({ published: [], visible: [] })).toHaveLength(1);
    const noon = '2025-01-01T12:00:00Z';
    const late = published({ window: { ...WINDOW, startAt: noon } });
    expect(found({ published: [late] })[0]?.what).toMatch(/nothing from 2025-01-01T00.* to .*T12/);
    const early = published({ window: { ...WINDOW, endAt: '2025-01-01T11:59:58Z' } });
    expect(found({ published: [early, late] })[0]?.what).toMatch(/nothing from .*T11:59:59/);
    expect(found({ published: [early] })[0]?.what).toMatch(/nothing from .* to 2025-01-02/);
  });

  it('windows that share a second are found', () => {
    const [first, second] = [
      published({ window: { ...WINDOW, endAt: '2025-01-01T12:00:00Z' } }),
      published({ window: { ...WINDOW, startAt: '2025-01-01T12:00:00Z' } }),
    ];
    expect(found({ published: [first, second] })[0]?.what).toMatch(/twice from .*T12:00:00/);
  });

  it('a file that no manifest names is found', () => {
    const { visible } = soundEvidence();
    const stray = 'default/chaos-0/20250101T000000Z_20250101T235959Z/export-2.csv';
    expect(found({ visible: [...visible, stray] })).toMatchObject([{ promise: 'P1' }]);
    const refreshes = [{ dataset: 'chaos-0', before: moment(1), completed: true }];
    expect(found({ visible: [...visible, stray], refreshes })).toEqual([]);
    const elsewhere = [...visible, 'default/chaos-0/export-2.csv'];
    expect(found({ visible: elsewhere, refreshes })).toHaveLength(1);
  });

  it('a file of before a refresh that completed is found', () => {
    const before = (second: number, completed = true) =>
      checkRefreshed({
        ...soundEvidence(),
        refreshes: [{ dataset: 'chaos-0', before: moment(second), completed }],
      });
    expect(before(5)).toMatchObject([{ promise: 'refresh' }]);
    expect(before(5, false)).toEqual([]);
    expect(before(-5)).toEqual([]);
  });
});

describe('of cancels', () => {
  const said = (outcome: 'cancelled' | 'alreadyCompleted', more: Partial<Evidence>) => {
    const runs = [cancelledRun([{ ...WINDOW, exportId: 'export-1', outcome }])];
    return checkCancels({ ...soundEvidence(), runs, ...more });
  };
  const cancelled = job('export-1', [['Queued', 1], ['Cancelled', 2]]); // prettier-ignore
  const received = [call(1, 'enqueue'), call(2, 'cancel')];

  it('one that Marketo received and followed is right', () => {
    expect(said('cancelled', { jobs: [cancelled], log: received })).toEqual([]);
    expect(said('alreadyCompleted', {})).toEqual([]);
  });

  it('one that Marketo did not follow, or never received, is found', () => {
    expect(said('cancelled', { log: received })).toMatchObject([{ promise: 'P4' }]);
    expect(said('cancelled', { jobs: [cancelled] })).toMatchObject([{ promise: 'P4' }]);
    expect(said('cancelled', { jobs: [] })).toMatchObject([{ promise: 'P4' }]);
    expect(said('alreadyCompleted', { jobs: [cancelled] })).toMatchObject([{ promise: 'P4' }]);
  });

  it('a job that is left to run is found, but for one that Marketo has lost', () => {
    const jobs = [job('export-1', [['Queued', 1], ['Processing', 2]])]; // prettier-ignore
    const evidence = { ...soundEvidence(), jobs };
    expect(checkCancels(evidence)).toMatchObject([{ promise: 'P4' }]);
    const log = [...evidence.log, call(4, 'status', { errorCode: '610' })];
    expect(checkCancels({ ...evidence, log })).toEqual([]);
  });
});

describe('of a cancelled run', () => {
  const processing = job('export-1', [['Queued', 1], ['Processing', 2], ['Cancelled', 9]]); // prettier-ignore
  const found = (claims: Evidence['claims'], jobs = [processing], more: Partial<Evidence> = {}) =>
    checkAbandoned(
      { ...soundEvidence(), runs: [cancelledRun([])], claims, jobs, ...more },
      (wallMs) => wallMs,
    );

  it('a job that went on after its end is found', () => {
    expect(found([claim(1, 1)])).toMatchObject([{ promise: 'P4' }]);
    const ended = job('export-1', [['Queued', 1], ['Cancelled', 3]]); // prettier-ignore
    expect(found([claim(1, 1)], [ended])).toEqual([]);
  });

  it('a job that another run had taken over by then is that run’s', () => {
    const other = { owner: { workflowId: 'chaos-0-1', firstRunId: 'other' } };
    expect(found([claim(1, 1), claim(2, 3, other)])).toEqual([]);
    expect(found([claim(1, 1), claim(2, 5, other)])).toHaveLength(1);
    expect(found([claim(1, 1, other)])).toEqual([]);
  });

  it('a job that the run says it could not cancel is no secret', () => {
    const said = { ...WINDOW, exportId: 'export-1', outcome: 'notCancelled' as const };
    expect(found([claim(1, 1)], [processing], { runs: [cancelledRun([said])] })).toEqual([]);
  });
});

describe('of bytes', () => {
  const sent = (...calls: Evidence['log']) => ({ ...soundEvidence(), log: calls });
  const whole = { sentBytes: DATA.length };

  it('a file that is fetched twice without a reason is found', () => {
    const evidence = sent(call(2, 'file', whole), call(4, 'file', whole));
    expect(checkBytes(evidence, [])).toMatchObject([{ promise: 'P3' }]);
    expect(checkBytes(evidence, [{ at: moment(5) }])).toHaveLength(1);
    expect(checkBytes(evidence, [{ at: moment(-999) }])).toHaveLength(1);
    expect(checkBytes(evidence, [{ at: moment(-999), doubles: true }])).toEqual([]);
    expect(checkBytes(evidence, [{ at: moment(3), dataset: 'chaos-1' }])).toHaveLength(1);
    expect(checkBytes(evidence, [{ at: moment(3) }])).toEqual([]);
  });

  it('a refusal is no part of the file', () => {
    const refused = call(1, 'file', { sentBytes: 107, sentFromByte: null });
    expect(checkBytes(sent(refused, call(2, 'file', whole)), [])).toEqual([]);
  });

  it('what a cut or spoilt answer has sent may be fetched again', () => {
    const cut = call(1, 'file', { ...whole, cut: true });
    expect(checkBytes(sent(cut, call(2, 'file', whole)), [])).toEqual([]);
    const spoilt = call(1, 'file', { ...whole, faults: ['corruptByteAt'] });
    const anew = sent(spoilt, call(2, 'file', whole), call(3, 'file', whole));
    expect(checkBytes(anew, [])).toEqual([]);
  });
});

describe('of calls', () => {
  const timed = (count: number, more = {}) =>
    Array.from({ length: count }, (_, at) => ({ ...call(at, 'status', more), atMs: at * 10 }));
  const life = { fromMs: 0, untilMs: Infinity };

  it('more than the workers’ share of 20 seconds are found', () => {
    expect(checkCalls(timed(50), [life], 50)).toEqual([]);
    expect(checkCalls(timed(51), [life], 50)).toMatchObject([{ promise: 'P5' }]);
    expect(checkCalls(timed(51), [life, life], 50)).toEqual([]);
    expect(checkCalls(timed(51), [life, { fromMs: 600, untilMs: 700 }], 50)).toHaveLength(1);
  });

  it('a token in the query, none at all, and an unknown URL are found', () => {
    expect(checkCalls(timed(1, { tokenBy: 'query' }), [life], 50)).toHaveLength(1);
    expect(checkCalls(timed(1, { tokenBy: 'none' }), [life], 50)).toHaveLength(1);
    expect(checkCalls(timed(1, { operation: 'unknown' }), [life], 50)).toHaveLength(1);
  });
});

describe('of workers', () => {
  const written = (text: string) => checkWorkerLogs([{ worker: 'w', text }], ['s3cret']);

  it.each([
    'a line with the s3cret',
    '{"authorization":"Bearer abc"}',
    '3f2b1c4d-0000-4000-8000-00000000000a:ab',
    'Error: [TMPRL1100] Nondeterminism error',
    '{"type":"InternalError"}',
  ])('what must not stand in a log is found: %s', (text) => {
    expect(written(text).length).toBeGreaterThan(0);
  });

  it('an ordinary line is nothing', () => {
    expect(written('{"msg":"worker started","exportId":"3f2b1c4d-0000-4000-8000-00000000000a"}')).toEqual([]); // prettier-ignore
  });

  it('one that ended by itself is found, but for an outage of Temporal', () => {
    const end = { worker: 1, untilMs: 100, endedByItself: '1', lastWords: 'alas' };
    expect(checkDeaths([end], [])).toHaveLength(1);
    expect(checkDeaths([end], [{ fromMs: 50, untilMs: 90 }])).toEqual([]);
    expect(checkDeaths([{ worker: 1, untilMs: 100, lastWords: '' }], [])).toEqual([]);
  });

  it('one that was told to stop and did not end in good order is found', () => {
    const told = (end: string) => ({ worker: 1, untilMs: 100, drained: { fromMs: 90, end }, lastWords: '' }); // prettier-ignore
    expect(checkDeaths([told('0')], [])).toEqual([]);
    expect(checkDeaths([told('SIGKILL'), told('1')], [])).toHaveLength(2);
    expect(checkDeaths([told('1')], [{ fromMs: 95, untilMs: 99 }])).toEqual([]);
  });

  it('a run that failed for a reason that no fault explains is found', () => {
    const run = cancelledRun([]);
    const failed = (type: string) =>
      checkFailures([{ ...run, status: 'FAILED', failures: [type] }]);
    expect(failed('JobFailed')).toEqual([]);
    expect(failed('InternalError')).toHaveLength(1);
    expect(checkFailures([{ ...run, status: 'TIMED_OUT' }])).toHaveLength(1);
  });
});
