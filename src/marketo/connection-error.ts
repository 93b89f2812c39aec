/** Calls that got no answer. */
import type { Call } from './call.ts';
import { MarketoError } from './errors.ts';

/** No answer, or one that broke off: nobody knows whether Marketo acted on the call. */
export function connectionError(cause: unknown, call: Call): MarketoError {
  return new MarketoError(`${call.operation}: no complete answer from Marketo (${codeOf(cause)})`, {
    kind: 'connection',
    operation: call.operation,
    retryAfterMs: 0,
    cause,
  });
}

/** The short code of a socket or undici error, e.g. `ECONNREFUSED`: messages of the kind may hold addresses. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown cause';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
