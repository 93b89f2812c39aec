/** The header that Temporal's own tracing uses in all SDKs: callers who trace find their runs in their traces. */
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { formatTraceparent, parseTraceparent, type SpanPlace } from '../domain/traceparent.ts';

const TRACE_HEADER = '_tracer-data';

/** The same headers, with this place as the one that what is started belongs under. */
export function withPlace(headers: Headers, place: SpanPlace): Headers {
  const carrier = { traceparent: formatTraceparent(place) };
  return { ...headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload(carrier) };
}

/** Undefined without one, and for what nobody here can read: a strange header fails no run. */
export function placeIn(headers: Headers): SpanPlace | undefined {
  const payload = headers[TRACE_HEADER];
  if (payload === undefined) return undefined;
  try {
    const carrier = defaultPayloadConverter.fromPayload<{ traceparent?: unknown } | null>(payload);
    return parseTraceparent(carrier?.traceparent);
  } catch {
    return undefined;
  }
}
