/** One check at a time: bounded, and whatever it throws is a finding, so that none stops the others. */
import { messageOf } from '../domain/message-of.ts';
import type { CheckName } from './checks.ts';
import { problem, type Finding, type Verdict } from './finding.ts';
import type { Outcome } from './outcome.ts';

export interface Bounds {
  /** For each check. */
  readonly timeoutMs: number;
  /** Ends all of them. */
  readonly signal: AbortSignal;
}

/** The step did not end in time. */
export class CheckTimeoutError extends Error {
  override readonly name = 'CheckTimeoutError';

  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs / 1_000} s`);
  }
}

/** Rejects with nothing but the caller's own abort. A step that does not heed its signal is left to itself. */
export async function attempt<T>(
  { timeoutMs, signal }: Bounds,
  step: (signal: AbortSignal) => Promise<T>,
): Promise<Outcome<T>> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new CheckTimeoutError(timeoutMs)), timeoutMs);
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    return { ok: true, value: await Promise.race([step(either), aborted(either)]) };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, error: limit.signal.aborted ? limit.signal.reason : error };
  } finally {
    clearTimeout(timer);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

/** The finding of a check; what it throws is a problem in its own words unless `explain` has better ones. */
export async function check(
  name: CheckName,
  bounds: Bounds,
  step: (signal: AbortSignal) => Promise<Verdict>,
  explain: (error: unknown) => Verdict = unexplained,
): Promise<Finding> {
  const outcome = await attempt(bounds, step);
  return { check: name, ...(outcome.ok ? outcome.value : explain(outcome.error)) };
}

function unexplained(error: unknown): Verdict {
  return problem(`${messageOf(error)}.`, 'Put right what it names, then run doctor again.');
}
