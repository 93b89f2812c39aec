import { parseRequest } from '../interface/request.ts';
import type { AcceptedRequest } from '../interface/request.ts';
import { InvalidRequestError } from './errors.ts';

/** Checks a request before anything is started, by the same rules as the worker. Throws with every fault. */
export function acceptRequest(request: unknown, now: Date): AcceptedRequest {
  const parsed = parseRequest(request, { referenceTime: now });
  if (parsed.ok) return parsed;
  if ('newerVersion' in parsed) {
    const message = `is ${parsed.newerVersion}, but this program knows only 1; update it`;
    throw new InvalidRequestError([{ path: 'version', message }]);
  }
  throw new InvalidRequestError(parsed.faults);
}
