import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../../src/activities/index.ts';
import { measuredActivities } from '../../../src/observability/measured-activities.ts';
import { recordedMetrics } from './recorded.ts';

const INPUT = { run: { request: { instance: 'emea' } }, inherits: true, job: {} };
const OF = { marketo_instance: 'emea' };

/** What the metrics are told when the step of that name answers so, or fails so. */
async function toldOf(step: keyof Activities, answer: unknown, input: unknown = INPUT) {
  const metrics = recordedMetrics();
  const activity = () => (answer instanceof Error ? Promise.reject(answer) : answer);
  const activities = { [step]: () => Promise.resolve(activity()) } as unknown as Activities;
  const measured = measuredActivities(activities, metrics)[step] as (
    input: unknown,
  ) => Promise<unknown>;
  const came = await measured(input).catch((error: unknown) => error);
  expect(came).toBe(answer);
  return metrics.told.map(({ key, labels, value }) => [key, labels, value]);
}

const job = (event: string) => [['jobs', { ...OF, event }, 1]];
const wait = (reason: string) => [['waits', { ...OF, reason }, 1]];

describe('a step that answers', () => {
  it.each<[keyof Activities, Record<string, unknown>, unknown[]]>([
    ['createJob', { answer: 'created' }, job('created')],
    ['createJob', { answer: 'quotaExhausted' }, wait('quotaExhausted')],
    ['enqueueJob', { answer: 'queued' }, job('enqueued')],
    ['enqueueJob', { answer: 'queueFull' }, wait('queueFull')],
    ['enqueueJob', { answer: 'gone' }, []],
    ['jobStatus', { answer: 'callsExhausted' }, wait('callsExhausted')],
    ['findRoom', { answer: 'noRoom' }, wait('noRoom')],
    ['findRoom', { answer: 'room' }, []],
    ['claimWindow', { answer: 'own' }, job('takenOver')],
    ['claimWindow', { answer: 'another' }, []],
    ['cancelJob', { answer: 'outcome', outcome: 'cancelled' }, job('cancelled')],
    ['cancelJob', { answer: 'outcome', outcome: 'alreadyCompleted' }, job('alreadyCompleted')],
    ['verifyFile', { answer: 'mismatch' }, [['mismatches', { ...OF, step: 'verifyFile' }, 1]]],
    ['publishFile', { answer: 'published', result: { reused: true, bytes: 9, records: 1 } }, []],
    ['publishFile', { answer: 'stagingLost' }, []],
  ])('%s %j is counted as %j', async (step, answer, counted) => {
    expect(await toldOf(step, answer)).toEqual(counted);
  });

  it('published, with times of Marketo, is counted with bytes, records and how long the job took', async () => {
    const times = {
      queuedAt: '2026-11-01T00:00:00Z',
      startedAt: '2026-11-01T00:01:30Z',
      finishedAt: '2026-11-01T00:11:30Z',
    };
    const result = { reused: false, bytes: 900, records: 30 };
    const told = await toldOf(
      'publishFile',
      { answer: 'published', result },
      { ...INPUT, job: times },
    );
    expect(told).toEqual([
      ['publishedFiles', OF, 1],
      ['publishedBytes', OF, 900],
      ['publishedRecords', OF, 30],
      ['jobQueuedSeconds', OF, 90],
      ['jobProcessingSeconds', OF, 600],
    ]);
  });

  it('own to a new claim is not counted as taken over', async () => {
    expect(await toldOf('claimWindow', { answer: 'own' }, { ...INPUT, inherits: false })).toEqual(
      [],
    );
  });
});

describe('a step that fails', () => {
  const failed = (type: string) => [['stepFailures', { ...OF, step: 'verifyFile', type }, 1]];

  it.each([
    ['StoreUnavailable', 'StoreUnavailable'],
    ['jane@example.com', 'other'],
  ])('as %s is counted as %s', async (type, counted) => {
    const failure = ApplicationFailure.retryable('full', type);
    expect(await toldOf('verifyFile', failure)).toEqual(failed(counted));
  });

  it('because it was cancelled is not counted', async () => {
    expect(await toldOf('verifyFile', new CancelledFailure('cancelled'))).toEqual([]);
  });

  it('before its request was checked is counted without the name that somebody wrote', async () => {
    const failure = ApplicationFailure.nonRetryable('no', 'InvalidRequest');
    const input = { request: { instance: 'jane@example.com' } };
    expect(await toldOf('resolveRequest', failure, input)).toEqual([
      [
        'stepFailures',
        { marketo_instance: 'none', step: 'resolveRequest', type: 'InvalidRequest' },
        1,
      ],
    ]);
  });
});
