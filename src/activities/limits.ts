/** Marketo's day-long limits as answers: a workflow waits them out with durable timers, an activity must not. */
import { quotaWaitMs } from '../domain/quota-day.ts';
import type { LimitReached } from '../interface/steps.ts';
import { MarketoError } from '../marketo/errors.ts';

/** Answers `quotaExhausted` and `callsExhausted` where `call` ran into one; everything else passes. */
export async function orLimit<T>(call: () => Promise<T>): Promise<T | LimitReached> {
  try {
    return await call();
  } catch (error) {
    const limit = limitReached(error);
    if (limit === undefined) throw error;
    return limit;
  }
}

function limitReached(error: unknown): LimitReached | undefined {
  if (!(error instanceof MarketoError)) return undefined;
  if (error.kind !== 'quotaExhausted' && error.kind !== 'callsExhausted') return undefined;
  return {
    answer: error.kind,
    waitMs: quotaWaitMs(error.facts.serverTimeMs ?? Date.now()),
    message: error.message,
  };
}

/**
 * Marketo does not know the job (610, or 1003 by another reading of what is undocumented). Everything else that is
 * refused, a proxy's HTTP 404 for one, says nothing about a job that may be paid for.
 */
export function isUnknownJob(error: unknown): error is MarketoError {
  return error instanceof MarketoError && ['610', '1003', '1013'].includes(error.facts.code ?? '');
}

export function isMarketoError(
  error: unknown,
  ...kinds: MarketoError['kind'][]
): error is MarketoError {
  return error instanceof MarketoError && kinds.includes(error.kind);
}
