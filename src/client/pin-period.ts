import { formatInstant, parseInstant } from '../domain/instant.ts';
import { isJsonObject } from '../interface/members.ts';
import type { AcceptedRequest } from '../interface/request.ts';

/**
 * The request as it is sent. The workflow id was derived from what a relative period means now, and the server may
 * start the run after midnight: `asOf` makes it export the period that its id names. It is the period's own end, so
 * that "start one like this" repeats it too, and no clock here that is a little fast is held against the request.
 */
export function pinPeriod(request: unknown, { request: resolved }: AcceptedRequest): unknown {
  if (resolved.cutAt === undefined || !isJsonObject(request)) return request;
  const { asOf = formatInstant(parseInstant(resolved.period.endAt) + 1) } = request;
  return { ...request, asOf };
}
