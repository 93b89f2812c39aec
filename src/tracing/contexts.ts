/** Which span is the parent of what comes. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import type { SpanPlace } from '../domain/traceparent.ts';

/** Of the activity that the code runs in. Our own, so that nothing has to be registered for the whole process. */
export const activityContext = new AsyncLocalStorage<Context>();

/** Without a place: of a new trace. */
export function contextUnder(place: SpanPlace | undefined): Context {
  if (place === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, sampled } = place;
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
