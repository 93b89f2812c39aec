/** A refusal of Marketo as the one error family: what the table says, in Marketo's words, with nothing secret. */
import type { Call } from './call.ts';
import { verdictOfCode, verdictOfStatus } from './error-table.ts';
import { MarketoError, type RefusalKind } from './errors.ts';
import { nextStep } from './next-steps.ts';
import { parseRetryAfterMs } from './retry-after.ts';
import { safeWords } from './safe-words.ts';
import type { HttpAnswer } from './transport.ts';

/** An element of an envelope's `errors`, with the envelope's `requestId`. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
}

/** `secrets`: texts that Marketo might echo and that must not get into the message. */
export function refusalError(
  refusal: Refusal,
  answer: HttpAnswer,
  call: Call,
  secrets: readonly string[],
): MarketoError {
  const words = safeWords(refusal.message, secrets);
  const code = safeWords(refusal.code, secrets);
  const { kind, retryAfterMs } = verdictOfCode(refusal.code, refusal.message);
  const what = `Marketo refused with ${code} "${words}"; ${nextStep(kind, refusal.code)}`;
  return new MarketoError(`${call.operation}: ${what}`, {
    kind,
    retryAfterMs: retryAfterMs === 'never' ? 'never' : (namedWaitMs(answer) ?? retryAfterMs),
    code,
    httpStatus: answer.status,
    operation: call.operation,
    ...(refusal.requestId === undefined
      ? {}
      : { requestId: safeWords(refusal.requestId, secrets) }),
    serverTimeMs: answer.serverTimeMs,
  });
}

/** An HTTP status without an envelope, from Marketo or a proxy in front; its body is not quoted. */
export function statusError(
  answer: HttpAnswer,
  call: Call,
  verdictOf: typeof verdictOfStatus = verdictOfStatus,
): MarketoError {
  const verdict = verdictOf(answer.status, namedWaitMs(answer));
  const words = WORDS[verdict.kind] ?? '';
  const next = nextStep(verdict.kind, String(answer.status));
  return new MarketoError(`${call.operation}: HTTP ${answer.status}${words}; ${next}`, {
    ...verdict,
    httpStatus: answer.status,
    operation: call.operation,
    serverTimeMs: answer.serverTimeMs,
  });
}

function namedWaitMs(answer: HttpAnswer): number | undefined {
  return parseRetryAfterMs(answer.header('retry-after'), answer.serverTimeMs);
}

const WORDS: Partial<Record<RefusalKind, string>> = {
  tokenRefused: ', the access token was not accepted',
  accessDenied: ', access denied',
  rateLimited: ', too many calls',
  notFound: ', no such resource',
  fileNotFound:
    ', no such file: the job is not completed, unknown, not of this API user, or expired',
  rangeNotSatisfiable: ', the file ends before the range begins',
  unavailable: ', Marketo or a proxy in front of it is unavailable',
};
