/** A refusal of Marketo as the one error family: what the table says, in Marketo's words, with nothing secret. */
import type { Call } from './call.ts';
import { verdictOfCode, verdictOfStatus } from './error-table.ts';
import { MarketoError } from './errors.ts';
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
  return new MarketoError(`${call.operation}: Marketo refused with ${code} "${words}"`, {
    ...verdictOfCode(refusal.code, refusal.message),
    code,
    httpStatus: answer.status,
    operation: call.operation,
    ...(refusal.requestId === undefined ? {} : { requestId: safeWords(refusal.requestId) }),
    serverTimeMs: answer.serverTimeMs,
  });
}

/** An HTTP status without an envelope, from Marketo or a proxy in front; its body is not quoted. */
export function statusError(
  answer: HttpAnswer,
  call: Call,
  verdictOf: typeof verdictOfStatus = verdictOfStatus,
): MarketoError {
  const retryAfterMs = parseRetryAfterMs(answer.header('retry-after'), answer.serverTimeMs);
  const verdict = verdictOf(answer.status, retryAfterMs);
  const words = WORDS[verdict.kind] ?? '';
  return new MarketoError(`${call.operation}: HTTP ${answer.status}${words}`, {
    ...verdict,
    httpStatus: answer.status,
    operation: call.operation,
    serverTimeMs: answer.serverTimeMs,
  });
}

const WORDS: Partial<Record<MarketoError['kind'], string>> = {
  tokenRefused: ', the access token was not accepted',
  accessDenied: ', access denied',
  rateLimited: ', too many calls',
  notFound: ', no such resource: check the base URL and the id',
  fileNotFound:
    ', no such file: the job is not completed, unknown, not of this API user, or expired',
  rangeNotSatisfiable: ', the file ends before the range begins',
  unavailable: ', Marketo or a proxy in front of it is unavailable',
};
