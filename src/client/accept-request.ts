import type { Fault } from '../interface/fault.ts';
import { parseRequest } from '../interface/request.ts';
import type { AcceptedRequest } from '../interface/request.ts';
import type { ExtractRequest } from '../interface/request-shape.ts';
import { InvalidRequestError } from './errors.ts';

export interface CheckedRequest extends AcceptedRequest {
  /** The request as it was sent, of which it is now known to be one. */
  readonly sent: ExtractRequest;
}

export interface FaultyRequest {
  readonly ok: false;
  readonly faults: readonly Fault[];
}

/** Checks a request before anything is started, by the same rules as the worker. Throws with every fault. */
export function acceptRequest(request: unknown, now: Date): CheckedRequest {
  const checked = checkRequest(request, now);
  if (!checked.ok) throw new InvalidRequestError(checked.faults);
  return checked;
}

export function checkRequest(request: unknown, now: Date): CheckedRequest | FaultyRequest {
  const parsed = parseRequest(request, { referenceTime: now });
  // What was accepted is an `ExtractRequest`: that type is made of the shapes that it was just read by.
  if (parsed.ok) return { ...parsed, sent: request as ExtractRequest };
  if ('faults' in parsed) return parsed;
  const message = `is ${parsed.newerVersion}, but this program knows only 1; update it`;
  return { ok: false, faults: [{ path: 'version', message }] };
}
