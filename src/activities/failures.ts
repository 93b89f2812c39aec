/**
 * The one place where errors of the outside systems become Temporal failures: type, retry, delay.
 * Messages come from the error families, which keep secrets and row data out of them.
 */
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { FAILURE, type FailureType } from '../interface/names.ts';
import { DatasetMismatchError, LedgerCorruptError, LedgerNameError } from '../ledger/errors.ts';
import { DataFileMissingError } from '../ledger/publish.ts';
import { MarketoError, type MarketoErrorKind } from '../marketo/errors.ts';
import { InvalidKeyError } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';

/**
 * `beforePaying`: nothing is bought yet, so what cannot heal by itself fails at once.
 * `afterPaying`: a job is queued or done at Marketo, so wrong credentials or a full disk are waits that somebody can
 * end, visible in the UI, while the file lives.
 */
export type Stage = 'beforePaying' | 'afterPaying';

type Healing = 'never' | 'byItself' | 'bySomebody';

const MARKETO: Readonly<Record<MarketoErrorKind, readonly [FailureType, Healing]>> = {
  badCredentials: [FAILURE.marketoCredentials, 'bySomebody'],
  tokenRefused: [FAILURE.marketoCredentials, 'byItself'],
  accessDenied: [FAILURE.marketoAccessDenied, 'bySomebody'],
  rateLimited: [FAILURE.marketoBusy, 'byItself'],
  tooManyConcurrentCalls: [FAILURE.marketoBusy, 'byItself'],
  callsExhausted: [FAILURE.marketoBusy, 'byItself'],
  quotaExhausted: [FAILURE.marketoBusy, 'byItself'],
  queueFull: [FAILURE.marketoBusy, 'byItself'],
  alreadyQueued: [FAILURE.marketoRefused, 'never'],
  notFound: [FAILURE.marketoRefused, 'bySomebody'],
  fileNotFound: [FAILURE.marketoRefused, 'bySomebody'],
  rangeNotSatisfiable: [FAILURE.marketoRefused, 'bySomebody'],
  invalid: [FAILURE.marketoRefused, 'bySomebody'],
  unavailable: [FAILURE.marketoUnavailable, 'byItself'],
  connection: [FAILURE.marketoUnavailable, 'byItself'],
  brokenBody: [FAILURE.transferInterrupted, 'byItself'],
};

/** Longer ones leave a step no room within its time: Marketo or a proxy may name any delay. */
const LONGEST_DELAY_MS = 15 * 60_000;

/** Waits that somebody has to end are tried again at a pace that a person notices. */
const SOMEBODY_RETRY_MS = 30_000;

export function toFailure(error: unknown, stage: Stage): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof MarketoError) return fromMarketo(error, stage);
  if (error instanceof StoreError) {
    // A full disk heals; a file system without hard links does not, and nothing is bought yet.
    return failure(
      error,
      FAILURE.storeUnavailable,
      'bySomebody',
      error.retryable ? 'afterPaying' : stage,
    );
  }
  if (error instanceof DatasetMismatchError) {
    return failure(error, FAILURE.datasetMismatch, 'never', stage);
  }
  if (error instanceof LedgerCorruptError || error instanceof DataFileMissingError) {
    return failure(error, FAILURE.storeUnavailable, 'bySomebody', stage);
  }
  if (error instanceof InvalidKeyError || error instanceof LedgerNameError) {
    return failure(error, FAILURE.invalidRequest, 'never', stage);
  }
  return failure(asError(error), FAILURE.internal, 'byItself', stage);
}

function fromMarketo(error: MarketoError, stage: Stage): ApplicationFailure {
  const [type, healing] = MARKETO[error.kind];
  const { retryAfterMs } = error.facts;
  const delayMs = retryAfterMs === 'never' || retryAfterMs === 0 ? undefined : retryAfterMs;
  return failure(error, type, healing, stage, delayMs);
}

function failure(
  error: Error,
  type: FailureType,
  healing: Healing,
  stage: Stage,
  delayMs?: number,
): ApplicationFailure {
  const waitsForSomebody = healing === 'bySomebody' && stage === 'afterPaying';
  const nextRetryDelay = waitsForSomebody
    ? SOMEBODY_RETRY_MS
    : delayMs && Math.min(delayMs, LONGEST_DELAY_MS);
  return ApplicationFailure.create({
    message: error.message,
    type,
    nonRetryable: healing === 'never' || (healing === 'bySomebody' && !waitsForSomebody),
    ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
