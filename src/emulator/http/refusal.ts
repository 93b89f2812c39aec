import type { MarketoError } from '../errors.ts';
import { errorEnvelope, textAnswer, type Answer } from './answer.ts';

/** What plain HTTP says instead of the code, where a gateway refuses (§8 row 19). */
const httpStatuses: Readonly<Record<string, number>> = {
  601: 401,
  602: 401,
  603: 401,
  606: 429,
  607: 429,
  615: 429,
};

/** The refusal as an envelope with HTTP 200, or `plain` where its code has a status of HTTP. */
export function refusalAnswer(nowMs: number, error: MarketoError, plain: boolean): Answer {
  const status = httpStatuses[error.code];
  if (!plain || status === undefined) return errorEnvelope(nowMs, error);
  return { ...textAnswer(status, error.message), errorCode: error.code };
}
