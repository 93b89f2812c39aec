import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { toFailure, type Stage } from '../../../src/activities/failures.ts';
import {
  DatasetMismatchError,
  LedgerCorruptError,
  LedgerNameError,
} from '../../../src/ledger/errors.ts';
import { MarketoError, type MarketoErrorKind } from '../../../src/marketo/errors.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { InvalidKeyError } from '../../../src/store/store.ts';

const STAGES = ['beforePaying', 'afterPaying'] as const;
/** What Temporal does next: fails for good, tries again by its own back-off, or after so many milliseconds. */
type Next = 'fails' | 'backs off' | number;
const SOMEBODY = 30_000;

function told(error: unknown, stage: Stage) {
  const failure = toFailure(error, stage);
  if (!(failure instanceof ApplicationFailure)) throw new Error('no ApplicationFailure');
  const delay: unknown = failure.nextRetryDelay;
  const next = failure.nonRetryable === true ? 'fails' : (delay ?? 'backs off');
  return { type: failure.type, message: failure.message, next };
}

function marketo(kind: MarketoErrorKind, retryAfterMs: number | 'never'): MarketoError {
  return new MarketoError('in Marketo’s words', {
    kind,
    operation: 'enqueue export',
    retryAfterMs,
  });
}

// Kind, the delay that the client's table names, type, next before paying, next after paying.
const MARKETO: readonly (readonly [MarketoErrorKind, number | 'never', string, Next, Next])[] = [
  ['badCredentials', 'never', 'MarketoCredentials', 'fails', SOMEBODY],
  ['tokenRefused', 60_000, 'MarketoCredentials', 60_000, 60_000],
  ['accessDenied', 'never', 'MarketoAccessDenied', 'fails', SOMEBODY],
  ['rateLimited', 20_000, 'MarketoBusy', 20_000, 20_000],
  ['tooManyConcurrentCalls', 5_000, 'MarketoBusy', 5_000, 5_000],
  ['callsExhausted', 3_600_000, 'MarketoBusy', 900_000, 900_000],
  ['quotaExhausted', 3_600_000, 'MarketoBusy', 900_000, 900_000],
  ['queueFull', 60_000, 'MarketoBusy', 60_000, 60_000],
  ['alreadyQueued', 'never', 'MarketoRefused', 'fails', 'fails'],
  ['notFound', 'never', 'MarketoRefused', 'fails', SOMEBODY],
  ['fileNotFound', 0, 'MarketoRefused', 'fails', SOMEBODY],
  ['rangeNotSatisfiable', 'never', 'MarketoRefused', 'fails', SOMEBODY],
  ['invalid', 'never', 'MarketoRefused', 'fails', SOMEBODY],
  ['unavailable', 0, 'MarketoUnavailable', 'backs off', 'backs off'],
  ['connection', 0, 'MarketoUnavailable', 'backs off', 'backs off'],
  ['brokenBody', 0, 'TransferInterrupted', 'backs off', 'backs off'],
  ['brokenBody', 1_000, 'TransferInterrupted', 1_000, 1_000],
  ['unavailable', 86_400_000, 'MarketoUnavailable', 900_000, 900_000],
];

describe('a refusal of Marketo', () => {
  it.each(MARKETO)('%s (%s) is %s: before paying %s, after paying %s', (...row) => {
    const [kind, retryAfterMs, type, before, after] = row;
    const message = 'in Marketo’s words';
    const error = marketo(kind, retryAfterMs);
    expect(told(error, 'beforePaying')).toEqual({ type, message, next: before });
    expect(told(error, 'afterPaying')).toEqual({ type, message, next: after });
  });

  it('has a row for every kind', () => {
    const rows: Record<MarketoErrorKind, true> = {
      badCredentials: true,
      tokenRefused: true,
      accessDenied: true,
      rateLimited: true,
      tooManyConcurrentCalls: true,
      callsExhausted: true,
      quotaExhausted: true,
      queueFull: true,
      alreadyQueued: true,
      notFound: true,
      fileNotFound: true,
      rangeNotSatisfiable: true,
      invalid: true,
      unavailable: true,
      connection: true,
      brokenBody: true,
    };
    expect(new Set(MARKETO.map(([kind]) => kind))).toEqual(new Set(Object.keys(rows)));
  });
});

const store = (retryable: boolean) =>
  new StoreError('Could not write x: why. What to do.', { code: 'ENOSPC', path: 'x', retryable });

const OURS: readonly (readonly [string, Error, string, Next, Next])[] = [
  ['a store that somebody can heal', store(true), 'StoreUnavailable', SOMEBODY, SOMEBODY],
  ['a store that repeating does not heal', store(false), 'StoreUnavailable', 'fails', SOMEBODY],
  [
    'a damaged ledger',
    new LedgerCorruptError('default/nightly/dataset.json', 'not JSON'),
    'StoreUnavailable',
    'fails',
    SOMEBODY,
  ],
  [
    'a dataset of another query',
    new DatasetMismatchError('nightly', ['format: CSV, not TSV']),
    'DatasetMismatch',
    'fails',
    'fails',
  ],
  [
    'a key that leaves the root',
    new InvalidKeyError('Not a key: ../x'),
    'InvalidRequest',
    'fails',
    'fails',
  ],
  [
    'a name that is none',
    new LedgerNameError('Not a name: a/b'),
    'InvalidRequest',
    'fails',
    'fails',
  ],
  ['a defect', new TypeError('x is not a function'), 'InternalError', 'backs off', 'backs off'],
];

describe('a fault of ours', () => {
  it.each(OURS)('%s keeps its words (%#)', (_what, error, type, before, after) => {
    const { message } = error;
    expect(told(error, 'beforePaying')).toEqual({ type, message, next: before });
    expect(told(error, 'afterPaying')).toEqual({ type, message, next: after });
  });

  it.each([
    ['a text', 'broken', 'broken'],
    ['nothing', undefined, 'undefined'],
    ['a number', 7, '7'],
  ])('may be %s', (_what, thrown, message) => {
    expect(told(thrown, 'afterPaying')).toEqual({
      type: 'InternalError',
      message,
      next: 'backs off',
    });
  });
});

describe('what is a failure of Temporal already', () => {
  it.each(STAGES)('passes unchanged, %s', (stage) => {
    const failures = [
      ApplicationFailure.retryable('a', 'A'),
      ApplicationFailure.nonRetryable('b', 'B'),
      new CancelledFailure('cancelled'),
    ];
    for (const failure of failures) expect(toFailure(failure, stage)).toBe(failure);
  });
});

describe('a failure', () => {
  it('holds nothing of the cause, which may know tokens and addresses', () => {
    const cause = new Error('GET https://x.example/?access_token=hunter2');
    const facts = { operation: 'o', retryAfterMs: 0, cause } as const;
    const errors = [
      new MarketoError('no answer', { kind: 'connection', ...facts }),
      new StoreError('no space', { code: 'ENOSPC', path: 'x', retryable: true, cause }),
      new LedgerCorruptError('k', 'not JSON', cause),
      new Error('internal', { cause }),
    ];
    for (const error of errors) {
      for (const stage of STAGES) {
        const failure = toFailure(error, stage);
        const everything = [failure.message, failure.stack, JSON.stringify(failure)].join('\n');
        expect(everything).not.toContain('hunter2');
        expect(failure.cause).toBeUndefined();
      }
    }
  });
});
